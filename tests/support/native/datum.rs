//! The evaluator's values and honnin's are the same but in name, so that honnin needs no evaluator.

use honnin::native::Datum;
use honnin_codegen::value::Value;

pub(super) fn datum(value: &Value) -> Datum {
    let all = |values: &[Value]| values.iter().map(datum).collect();
    match value {
        Value::Bool(value) => Datum::Bool(*value),
        Value::Count(value) => Datum::Count(*value),
        Value::Id(value) => Datum::Id(number(*value)),
        Value::Variant(variant, fields) => Datum::Variant(*variant, all(fields)),
        Value::Struct(fields) => Datum::Struct(all(fields)),
        Value::Set(members) => Datum::Set(members.iter().map(|member| number(*member)).collect()),
        Value::Map(entries) => Datum::Map(all(entries)),
        Value::Queue(items) => Datum::Queue(all(items)),
    }
}

pub(super) fn value(datum: &Datum) -> Value {
    let all = |data: &[Datum]| data.iter().map(value).collect();
    match datum {
        Datum::Bool(value) => Value::Bool(*value),
        Datum::Count(value) => Value::Count(*value),
        Datum::Id(value) => Value::Id(*value as usize),
        Datum::Variant(variant, fields) => Value::Variant(*variant, all(fields)),
        Datum::Struct(fields) => Value::Struct(all(fields)),
        Datum::Set(members) => Value::Set(members.iter().map(|member| *member as usize).collect()),
        Datum::Map(entries) => Value::Map(all(entries)),
        Datum::Queue(items) => Value::Queue(all(items)),
    }
}

pub(super) fn number(index: usize) -> u32 {
    u32::try_from(index).expect("an index is small")
}
