//! Asking for memory before it is needed.
//!
//! Behind a slow server a worker's state is in no cache any more when its answer comes, and each line of it that is looked at costs as
//! much as a hundred instructions. Asked for together, all lines come in the time of one.

/// The size of a cache line on the processors that this is for.
#[cfg(target_arch = "x86_64")]
const LINE: usize = 64;

/// Asks for all lines of a value. Nothing waits for them.
#[inline]
pub fn fetch<T>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let start = std::ptr::from_ref(value).cast::<i8>();
        for line in (0..size_of::<T>()).step_by(LINE) {
            #[expect(unsafe_code, reason = "the instruction has no safe form")]
            // SAFETY: it is a hint, which reads nothing that the program could see and faults at no address. This one lies within `value`.
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(start.wrapping_add(line));
            }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}
