//! The functions themselves, given values of the right types.

use rustc_hash::FxHashMap;

use crate::query::digest;
use crate::query::intrinsics::encoding;
use crate::query::random::Random;
use crate::query::value::{Number, Value};

/// The longest text, in characters, that is encoded, decoded or hashed.
const CHARACTERS_MAX: usize = 10_000;

/// The most items that `States.ArrayRange` gives.
const RANGE_ITEMS_MAX: usize = 1000;

/// Calls a function other than `States.Format`. `Err` says why it fails.
pub(super) fn function(name: &str, values: &[Value], random: &mut Random) -> Result<Value, String> {
    let items = |place: usize| values[place].as_array().unwrap_or_default();
    let text = |place: usize| values[place].as_str().unwrap_or_default();
    Ok(match name {
        "States.StringToJson" => {
            encoding::json(text(0)).ok_or_else(|| format!("Invalid JSON: {}", text(0)))?
        }
        "States.JsonToString" => values[0].to_string().into(),
        "States.Array" => values.to_vec().into(),
        "States.ArrayPartition" => {
            let size = rounded(&values[1])?;
            let size = usize::try_from(size).ok().filter(|size| *size > 0);
            let size = size.ok_or("The chunk size must be a positive integer")?;
            items(0).chunks(size).map(|chunk| Value::from(chunk.to_vec())).collect()
        }
        "States.ArrayContains" => items(0).contains(&values[1]).into(),
        "States.ArrayRange" => range(&values[0], &values[1], &values[2])?,
        "States.ArrayGetItem" => {
            let index = usize::try_from(rounded(&values[1])?).ok();
            let item = index.and_then(|index| items(0).get(index)).cloned();
            item.ok_or("The index is out of the bounds of the array")?
        }
        "States.ArrayLength" => i64::try_from(items(0).len()).unwrap_or(i64::MAX).into(),
        "States.ArrayUnique" => unique(items(0)).into(),
        "States.Base64Encode" => encoding::base64_encoded(bounded(text(0))?).into(),
        "States.Base64Decode" => {
            let decoded = encoding::base64_decoded(bounded(text(0))?);
            decoded.ok_or("The string is not Base64")?.into()
        }
        "States.Hash" => {
            let data = match &values[0] {
                Value::String(text) => text.to_string(),
                other => other.to_string(),
            };
            let hash = digest::hash(bounded(&data)?, text(1));
            hash.ok_or_else(|| format!("Unknown algorithm: {}", text(1)))?.into()
        }
        "States.JsonMerge" => merged(&values[0], &values[1], &values[2])?,
        "States.MathRandom" => {
            let (start, end) = (rounded(&values[0])?, rounded(&values[1])?);
            match values.get(2) {
                Some(seed) => Random::new(rounded(seed)?).between(start, end),
                None => random.between(start, end),
            }
            .into()
        }
        "States.MathAdd" => {
            let sum = rounded(&values[0])?.checked_add(rounded(&values[1])?);
            sum.ok_or("The sum is too large")?.into()
        }
        "States.StringSplit" => split(text(0), text(1)),
        "States.UUID" => random.uuid().into(),
        _ => return Err(format!("Unknown function: {name}")),
    })
}

/// The nearest whole number, halves up.
fn rounded(value: &Value) -> Result<i64, String> {
    let number = match value {
        Value::Number(Number::Integer(integer)) => return Ok(*integer),
        other => other.as_f64().unwrap_or(f64::NAN),
    };
    let whole = Number::Double((number + 0.5).floor()).as_i64();
    whole.ok_or_else(|| format!("Not a number that can be counted with: {value}"))
}

fn bounded(text: &str) -> Result<&str, String> {
    if text.chars().nth(CHARACTERS_MAX).is_some() {
        return Err(format!("The string is longer than {CHARACTERS_MAX} characters"));
    }
    Ok(text)
}

fn range(start: &Value, end: &Value, step: &Value) -> Result<Value, String> {
    let (start, end, step) = (rounded(start)?, rounded(end)?, rounded(step)?);
    if step == 0 {
        return Err("The step must not be 0".to_owned());
    }
    let is_within = |number: &i64| if step > 0 { *number <= end } else { *number >= end };
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(step));
    let numbers: Vec<_> = numbers.take_while(is_within).take(RANGE_ITEMS_MAX + 1).collect();
    if numbers.len() > RANGE_ITEMS_MAX {
        return Err(format!("The range has more than {RANGE_ITEMS_MAX} items"));
    }
    Ok(numbers.into_iter().map(Value::from).collect())
}

/// The items without those that equal an earlier one.
fn unique(items: &[Value]) -> Vec<Value> {
    // Values that are equal print texts of one length, whatever the order of members.
    let mut seen: FxHashMap<(&str, usize, String), Vec<usize>> = FxHashMap::default();
    let mut unique: Vec<Value> = Vec::new();
    for item in items {
        let text = item.to_string();
        let length = text.len();
        let is_container = matches!(item, Value::Array(_) | Value::Object(_));
        let text = if is_container { String::new() } else { text };
        let places = seen.entry((item.type_name(), length, text)).or_default();
        if places.iter().all(|place| unique[*place] != *item) {
            places.push(unique.len());
            unique.push(item.clone());
        }
    }
    unique
}

/// The members of both, those of the second first, as AWS orders them (recorded).
fn merged(first: &Value, second: &Value, is_deep: &Value) -> Result<Value, String> {
    if *is_deep == Value::Bool(true) {
        return Err("Only a shallow merge is supported".to_owned());
    }
    let (Value::Object(first), Value::Object(second)) = (first, second) else {
        return Err("Only objects can be merged".to_owned());
    };
    let mut members = (**second).clone();
    for (name, value) in first.iter() {
        if !members.contains_key(name) {
            members.insert(name.clone(), value.clone());
        }
    }
    Ok(members.into())
}

/// The pieces between any of the delimiters, empty ones left out.
fn split(text: &str, delimiters: &str) -> Value {
    let pieces = text.split(|character| delimiters.contains(character));
    pieces.filter(|piece| !piece.is_empty()).map(Value::from).collect()
}
