//! Native = evaluator, for every shipped protocol and every fixture, at a small scope.

honnin::native!(honnin_protocols::tutorial::protocol);
honnin::native!(honnin_protocols::two_phase_commit::protocol);
honnin::native!(honnin_protocols::issuance::protocol);
