//! Typed captures: what a part of a branch or tag name is.

/// What a capture holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CaptureKind {
    /// A semantic version: `1.2.3`, `1.2.3-rc.1`, `1.2.3+build`. Source: semver.org 2.0.0.
    Semver,
    /// A Python version: `1.2`, `1.2rc1`, `1!2.0.post1`. Source: PEP 440, normalised form.
    Pep440,
    /// A calendar version: year, month, and more numbers: `2026.04`, `26.4.1`. Source: calver.org.
    Calver,
    /// A decimal number without leading zeros.
    Number,
    /// Lower-case letters and digits, with single `-` between.
    Slug,
    /// Any characters but `/`, upper case as well: for a template that applies `lower` or `slug`.
    Text,
    /// 7 to 64 lower-case hexadecimal characters, such as the hash of a content.
    Hash,
}

impl CaptureKind {
    pub(super) const ALL: [CaptureKind; 7] = [
        CaptureKind::Semver,
        CaptureKind::Pep440,
        CaptureKind::Calver,
        CaptureKind::Number,
        CaptureKind::Slug,
        CaptureKind::Text,
        CaptureKind::Hash,
    ];

    /// The word in patterns.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CaptureKind::Semver => "semver",
            CaptureKind::Pep440 => "pep440",
            CaptureKind::Calver => "calver",
            CaptureKind::Number => "number",
            CaptureKind::Slug => "slug",
            CaptureKind::Text => "text",
            CaptureKind::Hash => "hash",
        }
    }

    /// What it looks like, without the ends of the text; [`Capture::parse`] then reads it.
    pub(super) const fn regex(self) -> &'static str {
        match self {
            CaptureKind::Semver => {
                r"(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})\.(?:0|[1-9][0-9]{0,18})(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
            }
            CaptureKind::Pep440 => {
                r"(?:[0-9]+!)?[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?(?:\.dev[0-9]+)?(?:\+[a-z0-9]+(?:\.[a-z0-9]+)*)?"
            }
            CaptureKind::Calver => r"(?:[0-9]{2})?[0-9]{2}\.(?:0?[1-9]|1[0-2])(?:\.[0-9]+)*",
            CaptureKind::Number => r"(?:0|[1-9][0-9]{0,18})",
            CaptureKind::Slug => r"[a-z0-9]+(?:-[a-z0-9]+)*",
            CaptureKind::Text => r"[^/]+",
            CaptureKind::Hash => r"[0-9a-f]{7,64}",
        }
    }

    /// The parts that a placeholder may name, as in `{v.major}`.
    pub(super) const fn parts(self) -> &'static [&'static str] {
        match self {
            CaptureKind::Semver => &["major", "minor", "patch", "core", "prerelease"],
            CaptureKind::Pep440 => &["major", "minor", "release"],
            CaptureKind::Calver => &["year", "month"],
            CaptureKind::Number | CaptureKind::Slug | CaptureKind::Text | CaptureKind::Hash => &[],
        }
    }

    /// Whether a version of this kind can be a pre-release.
    pub(super) const fn has_prerelease(self) -> bool {
        matches!(self, CaptureKind::Semver | CaptureKind::Pep440)
    }

    /// Whether two of this kind have an order.
    pub(super) const fn has_order(self) -> bool {
        matches!(self, CaptureKind::Semver | CaptureKind::Pep440 | CaptureKind::Calver | CaptureKind::Number)
    }

    /// Whether `{…}` of this kind, or of its part, can have upper-case letters.
    pub(super) const fn has_upper_case(self) -> bool {
        matches!(self, CaptureKind::Semver | CaptureKind::Text)
    }

    /// What a placeholder of this kind, or of a part of it, looks like.
    pub(super) fn part_regex(self, part: Option<&str>) -> &'static str {
        match (self, part) {
            (_, None) => self.regex(),
            (_, Some("major" | "minor" | "patch")) => "[0-9]+",
            (_, Some("core")) => r"[0-9]+\.[0-9]+\.[0-9]+",
            (_, Some("prerelease")) => "[0-9A-Za-z.-]+",
            (_, Some("release")) => r"[0-9]+(?:\.[0-9]+)*",
            (_, Some("year")) => "(?:[0-9]{2})?[0-9]{2}",
            (_, Some("month")) => "[0-9]{1,2}",
            _ => "[^/]+",
        }
    }

    pub(super) const fn example(self, prerelease: bool) -> &'static str {
        match self {
            CaptureKind::Semver if prerelease => "1.2.3-rc.1",
            CaptureKind::Semver => "1.2.3",
            CaptureKind::Pep440 if prerelease => "1.2.3rc1",
            CaptureKind::Pep440 => "1.2.3",
            CaptureKind::Calver => "2026.4",
            CaptureKind::Number => "7",
            CaptureKind::Slug => "api",
            CaptureKind::Text => "ABC-123",
            CaptureKind::Hash => "2f7c1e9a0b3d",
        }
    }
}

/// A captured text, read as its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Capture {
    pub(super) text: String,
    parts: Vec<(&'static str, String)>,
    pub(super) prerelease: bool,
    kind: CaptureKind,
}

impl Capture {
    pub(super) fn parse(kind: CaptureKind, text: &str) -> Option<Capture> {
        let mut parts = Vec::new();
        let mut prerelease = false;
        match kind {
            CaptureKind::Semver => {
                let version = semver::Version::parse(text).ok()?;
                let (major, minor, patch) = (version.major, version.minor, version.patch);
                parts.push(("core", format!("{major}.{minor}.{patch}")));
                parts.push(("major", major.to_string()));
                parts.push(("minor", minor.to_string()));
                parts.push(("patch", patch.to_string()));
                parts.push(("prerelease", version.pre.as_str().to_owned()));
                prerelease = !version.pre.is_empty();
            }
            CaptureKind::Pep440 => {
                let public = text.split('+').next().unwrap_or(text);
                let version = public.split_once('!').map_or(public, |(_, version)| version);
                let release_end =
                    version.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(version.len());
                let release = version.get(..release_end)?.trim_end_matches('.');
                let mut numbers = release.split('.');
                parts.push(("major", numbers.next()?.to_owned()));
                parts.push(("minor", numbers.next().unwrap_or("0").to_owned()));
                parts.push(("release", release.to_owned()));
                let rest = version.get(release.len()..)?;
                prerelease = ["a", "b", "rc", ".dev"].iter().any(|mark| rest.contains(mark));
            }
            CaptureKind::Calver => {
                let mut numbers = text.split('.');
                parts.push(("year", numbers.next()?.to_owned()));
                parts.push(("month", numbers.next()?.to_owned()));
            }
            CaptureKind::Number | CaptureKind::Slug | CaptureKind::Text | CaptureKind::Hash => {}
        }
        Some(Capture { text: text.to_owned(), parts, prerelease, kind })
    }

    /// The whole, or the part of this name.
    pub(super) fn part(&self, name: Option<&str>) -> Option<&str> {
        match name {
            None => Some(&self.text),
            Some(name) => self.parts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str()),
        }
    }
    pub(super) fn kind(&self) -> CaptureKind {
        self.kind
    }

    /// How two of one kind compare: by precedence, or number by number.
    pub(super) fn order(&self, other: &Capture) -> core::cmp::Ordering {
        if self.kind == CaptureKind::Semver
            && let (Ok(one), Ok(two)) =
                (semver::Version::parse(&self.text), semver::Version::parse(&other.text))
        {
            return one.cmp_precedence(&two);
        }
        let key = |capture: &Capture| (numbers(capture), stage(capture));
        key(self).cmp(&key(other))
    }
}

/// Where a Python version stands among those of its release: before it (`.dev`, `a`, `b`, `rc`), it, or after it
/// (`.post`). Source: PEP 440, "Summary of permitted suffixes and relative ordering".
fn stage(capture: &Capture) -> (u8, u64, u64, u64) {
    if capture.kind != CaptureKind::Pep440 {
        return (0, 0, 0, 0);
    }
    let public = capture.text.split('+').next().unwrap_or("");
    let after = |mark: &str| {
        let (_, rest) = public.split_once(mark)?;
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        Some(rest.get(..digits)?.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (post, dev) = (after(".post"), after(".dev"));
    let (phase, number) = match (after("a"), after("b"), after("rc")) {
        (Some(number), _, _) => (1, number),
        (_, Some(number), _) => (2, number),
        (_, _, Some(number)) => (3, number),
        _ if post.is_none() && dev.is_some() => (0, 0),
        _ => (4, 0),
    };
    (phase, number, post.map_or(0, |number| number.saturating_add(1)), dev.unwrap_or(u64::MAX))
}

/// The numbers of a version: an epoch, then its release without trailing zeros. A number too long for a machine counts
/// by its length first.
fn numbers(capture: &Capture) -> Vec<(usize, String)> {
    let epoch = capture.text.split_once('!').map_or("0", |(epoch, _)| epoch);
    let release = capture.part(Some("release")).unwrap_or(&capture.text);
    let mut numbers: Vec<(usize, String)> = core::iter::once(epoch)
        .chain(release.split('.'))
        .map(|number| number.trim_start_matches('0'))
        .map(|number| (number.len(), number.to_owned()))
        .collect();
    while numbers.last().is_some_and(|(length, _)| *length == 0) {
        numbers.pop();
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each list rises. Sources: semver.org 2.0.0, item 11; PEP 440, the example of its ordering.
    #[test]
    fn versions_have_the_order_of_their_kind() {
        for (kind, rising) in [
            (
                CaptureKind::Semver,
                &["1.0.0-alpha", "1.0.0-beta", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0"][..],
            ),
            (
                CaptureKind::Pep440,
                &[
                    "1.dev0",
                    "1.0.dev456",
                    "1.0a1",
                    "1.0a2.dev456",
                    "1.0a12",
                    "1.0b1",
                    "1.0rc1",
                    "1.0",
                    "1.0.post456",
                    "1.1.dev1",
                    "1!0.1",
                ],
            ),
            (CaptureKind::Calver, &["2025.12", "2026.1", "2026.04.2", "2026.10"]),
            (CaptureKind::Number, &["9", "10", "1234567890123456789"]),
        ] {
            for pair in rising.windows(2) {
                let [low, high] = pair else { continue };
                let read = |text: &str| Capture::parse(kind, text).unwrap();
                assert!(read(low).order(&read(high)).is_lt(), "{low} {high}");
                assert!(read(high).order(&read(low)).is_gt(), "{high} {low}");
            }
        }
        let same = Capture::parse(CaptureKind::Pep440, "1.0").unwrap();
        assert!(same.order(&Capture::parse(CaptureKind::Pep440, "1.0.0").unwrap()).is_eq());
    }
}
