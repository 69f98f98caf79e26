//! "Did you mean": the known word nearest to an unknown one.

/// The known word that is nearest to an unknown one, if any is near.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    known
        .into_iter()
        .map(|one| {
            let lower = one.to_lowercase();
            let alike = lower.replace(['-', '_'], "") == word.replace(['-', '_'], "");
            let distance = if alike { 0 } else { strsim::damerau_levenshtein(&word, &lower) };
            (distance, one)
        })
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

/// `did you mean …?`, or else the known words when they are few.
pub(super) fn help<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<String> {
    if let Some(near) = nearest(word, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let known: Vec<&str> = known.into_iter().collect();
    (!known.is_empty() && known.len() <= 24).then(|| format!("known here: {}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_found_and_a_stranger_is_not() {
        let known = ["expect", "severity", "needs", "token-fetch"];
        assert_eq!(nearest("exepct", known), Some("expect"));
        assert_eq!(nearest("Severety", known), Some("severity"));
        assert_eq!(nearest("token_fetch", known), Some("token-fetch"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(
            help("colour", known).as_deref(),
            Some("known here: expect, severity, needs, token-fetch")
        );
        assert_eq!(help("x", []), None);
    }
}
