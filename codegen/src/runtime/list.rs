//! A short list that lies on the stack, and goes on in memory when it grows long.

/// A list whose first `N` items need no allocation.
#[derive(Clone, Debug)]
pub(super) struct List<T, const N: usize> {
    first: [T; N],
    count: usize,
    /// All items, where there are more than `N`.
    all: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Default for List<T, N> {
    #[inline]
    fn default() -> Self {
        Self { first: [T::default(); N], count: 0, all: Vec::new() }
    }
}

impl<T: Copy + Default, const N: usize> List<T, N> {
    /// Appends.
    #[inline]
    pub(super) fn push(&mut self, item: T) {
        match self.first.get_mut(self.count) {
            Some(slot) => *slot = item,
            None => self.push_far(item),
        }
        self.count += 1;
    }

    #[cold]
    fn push_far(&mut self, item: T) {
        if self.count == N {
            self.all.clear();
            self.all.extend_from_slice(&self.first);
        }
        self.all.push(item);
    }

    /// Takes the last item away.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<T> {
        self.count = self.count.checked_sub(1)?;
        if self.count < N { Some(self.first[self.count]) } else { self.all.pop() }
    }

    /// Empties it.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// All items.
    #[inline]
    pub(super) fn as_slice(&self) -> &[T] {
        self.first.get(..self.count).unwrap_or(&self.all)
    }
}

impl<T: PartialEq + Copy + Default, const N: usize> PartialEq for List<T, N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_vec_whatever_its_length() {
        let (mut list, mut vec) = (List::<u32, 3>::default(), Vec::new());
        for step in 0..200 {
            // Up and down over the boundary, now and then to nothing.
            if step % 7 < 4 {
                list.push(step);
                vec.push(step);
            } else {
                assert_eq!(list.pop(), vec.pop());
            }
            if step % 53 == 0 {
                list.clear();
                vec.clear();
            }
            assert_eq!(list.as_slice(), vec);
        }
        assert!(vec.len() > 3, "both sides of the boundary were seen");
    }
}
