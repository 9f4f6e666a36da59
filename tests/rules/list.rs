//! The fixtures that hold everything to a rule of the semantics, one file each: listed once, for all who compare.

/// Calls a macro with every fixture: `"path" is file with workflow;`.
macro_rules! every_rule {
    ($each:ident) => {
        $each! {
            "../codegen/tests/fixtures/a_fresh_id_comes_back.rs" is a_fresh_id_comes_back with comes_back;
            "../codegen/tests/fixtures/any_instance_may_receive.rs" is any_instance_may_receive with whoever;
            "../codegen/tests/fixtures/any_message_is_read_and_not_taken.rs" is any_message_is_read_and_not_taken with any_stays;
            "../codegen/tests/fixtures/any_order_explores_every_order.rs" is any_order_explores_every_order with every_order;
            "../codegen/tests/fixtures/at_most_once_may_be_lost.rs" is at_most_once_may_be_lost with released;
            "../codegen/tests/fixtures/bag_delivers_each_message_once.rs" is bag_delivers_each_message_once with bag_once;
            "../codegen/tests/fixtures/bag_loses_on_a_budget.rs" is bag_loses_on_a_budget with bag_loses;
            "../codegen/tests/fixtures/bag_loses_without_limit.rs" is bag_loses_without_limit with bag_forgets;
            "../codegen/tests/fixtures/bag_repeats_on_a_budget.rs" is bag_repeats_on_a_budget with bag_repeats;
            "../codegen/tests/fixtures/bag_without_room_is_an_edge.rs" is bag_without_room_is_an_edge with bag_full;
            "../codegen/tests/fixtures/count_beyond_its_bound_is_a_defect.rs" is count_beyond_its_bound_is_a_defect with count_bound;
            "../codegen/tests/fixtures/crash_leaves_the_outbox.rs" is crash_leaves_the_outbox with outbox;
            "../codegen/tests/fixtures/crash_loses_what_is_volatile.rs" is crash_loses_what_is_volatile with volatile;
            "../codegen/tests/fixtures/down_instance_receives_nothing.rs" is down_instance_receives_nothing with down;
            "../codegen/tests/fixtures/drop_on_any_is_no_transition.rs" is drop_on_any_is_no_transition with any_drops;
            "../codegen/tests/fixtures/drop_takes_it_off_a_bag.rs" is drop_takes_it_off_a_bag with bag_drops;
            "../codegen/tests/fixtures/fault_at_a_delivery_is_no_handler.rs" is fault_at_a_delivery_is_no_handler with blot;
            "../codegen/tests/fixtures/fifo_is_one_for_each_pair.rs" is fifo_is_one_for_each_pair with pairs;
            "../codegen/tests/fixtures/fifo_keeps_the_order.rs" is fifo_keeps_the_order with fifo_order;
            "../codegen/tests/fixtures/fifo_without_room_is_an_edge.rs" is fifo_without_room_is_an_edge with fifo_full;
            "../codegen/tests/fixtures/forgotten_id_is_drained.rs" is forgotten_id_is_drained with drained;
            "../codegen/tests/fixtures/ghost_sees_inputs_messages_and_effects.rs" is ghost_sees_inputs_messages_and_effects with observed;
            "../codegen/tests/fixtures/id_in_a_bag_is_held.rs" is id_in_a_bag_is_held with carried;
            "../codegen/tests/fixtures/interruptions_that_coincide_are_one_transition.rs" is interruptions_that_coincide_are_one_transition with coincide;
            "../codegen/tests/fixtures/keep_lets_the_rest_of_a_fifo_wait.rs" is keep_lets_the_rest_of_a_fifo_wait with fifo_keeps;
            "../codegen/tests/fixtures/keyed_effect_is_not_repeated.rs" is keyed_effect_is_not_repeated with keyed;
            "../codegen/tests/fixtures/loop_that_commutes_is_one_transition.rs" is loop_that_commutes_is_one_transition with commutes;
            "../codegen/tests/fixtures/message_goes_to_the_instance_it_names.rs" is message_goes_to_the_instance_it_names with routed;
            "../codegen/tests/fixtures/nested_maps_and_structs_pack.rs" is nested_maps_and_structs_pack with packed;
            "../codegen/tests/fixtures/no_free_id_is_an_edge.rs" is no_free_id_is_an_edge with no_free_id;
            "../codegen/tests/fixtures/node_is_never_free.rs" is node_is_never_free with nodes;
            "../codegen/tests/fixtures/one_id_takes_no_bits.rs" is one_id_takes_no_bits with no_bits;
            "../codegen/tests/fixtures/opens_takes_a_free_id.rs" is opens_takes_a_free_id with opens;
            "../codegen/tests/fixtures/orders_that_lead_to_one_state_are_one_transition.rs" is orders_that_lead_to_one_state_are_one_transition with one_result;
            "../codegen/tests/fixtures/outbox_holds_bag_messages.rs" is outbox_holds_bag_messages with outbox_bag;
            "../codegen/tests/fixtures/properties_of_every_kind.rs" is properties_of_every_kind with claims;
            "../codegen/tests/fixtures/queue_beyond_its_bound_is_a_defect.rs" is queue_beyond_its_bound_is_a_defect with queue_bound;
            "../codegen/tests/fixtures/recovery_is_interrupted.rs" is recovery_is_interrupted with again;
            "../codegen/tests/fixtures/store_is_reached_in_transactions.rs" is store_is_reached_in_transactions with shared_lock;
            "../codegen/tests/fixtures/two_enabled_handlers_are_a_defect.rs" is two_enabled_handlers_are_a_defect with ambiguous;
            "../codegen/tests/fixtures/two_fresh_ids_of_one_run_differ.rs" is two_fresh_ids_of_one_run_differ with two_fresh;
            "../codegen/tests/fixtures/two_visits_of_one_person.rs" is two_visits_of_one_person with two_visits;
            "../codegen/tests/fixtures/unhandled_is_a_defect.rs" is unhandled_is_a_defect with unhandled;
        }
    };
}
