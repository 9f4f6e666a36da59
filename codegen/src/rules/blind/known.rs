//! Partial values: what is known when the entries of one id are at their default.

/// What is known of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing.
    Unknown,
    /// That the id does not occur in it.
    Elsewhere,
    /// The id itself.
    This,
    /// A truth value.
    Bool(bool),
    /// A number.
    Count(u32),
    /// The empty set.
    EmptySet,
    /// A variant, or a struct as variant 0.
    Data(usize, Vec<Known>),
}

impl Known {
    pub(super) fn part(self, field: usize) -> Self {
        match self {
            Self::Data(_, fields) => fields.into_iter().nth(field).unwrap_or(Self::Unknown),
            Self::Elsewhere => Self::Elsewhere,
            _ => Self::Unknown,
        }
    }

    /// Whether the id certainly occurs in it.
    pub(super) fn names_this(&self) -> bool {
        match self {
            Self::This => true,
            Self::Data(_, fields) => fields.iter().any(Self::names_this),
            _ => false,
        }
    }

    pub(super) fn equals(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            (Self::Elsewhere, value) | (value, Self::Elsewhere) => value.names_this().then_some(false),
            (Self::Data(a, _), Self::Data(b, _)) if a != b => Some(false),
            (Self::Data(_, a), Self::Data(_, b)) => {
                let parts: Vec<_> = a.iter().zip(b).map(|(a, b)| a.equals(b)).collect();
                if parts.contains(&Some(false)) { Some(false) } else { (!parts.contains(&None)).then_some(true) }
            }
            (a, b) => Some(a == b),
        }
    }
}
