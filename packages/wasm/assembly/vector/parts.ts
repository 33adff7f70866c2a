/** Into how many parts of `each` a count is cut, of which the last may be smaller. */
// @inline
export function partsOf(count: i32, each: i32): i32 {
  return (count + each - 1) / each;
}
