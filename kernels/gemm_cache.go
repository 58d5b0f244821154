package kernels

import "math/bits"

// cacheSizes are the sizes, in bytes, that the blocking of matrix products aims at.
type cacheSizes struct {
	panel int // a packed panel of B, which stays in L1
	rows  int // a slice of some rows of A, which stays in L2 while panels of B go by
	slice int // a packed slice of B, which stays in L2
	large int // the same for an A that is larger than this: it stays in L3, so that A is read less often
	whole int // a whole B that is read in place, from L2
	ways  int // not a size: lines at a distance of pages that L1 holds
}

// caches follow from this CPU's. They change how a product is cut up, never its bits.
var caches = cachesFor(cpuCaches())

// cachesFor leaves room in both caches for what goes by. An unknown size is 0 or
// less; it and sizes out of the ordinary, as virtual machines report them, are
// taken for ordinary ones.
func cachesFor(l1, l2 int) cacheSizes {
	if l1 <= 0 {
		l1 = 48 << 10
	}
	if l2 <= 0 {
		l2 = 2 << 20
	}
	l1 = min(max(l1, 16<<10), 128<<10)
	l2 = min(max(l2, 256<<10), 4<<20)
	return cacheSizes{panel: l1 / 4 * 3, rows: l2 / 4, slice: l2 / 2, large: 3 * l2, whole: l2 / 8 * 7, ways: l1 / pageBytes}
}

// linesAt returns how many lines L1 holds of a matrix with rows at this distance, in bytes, one of each row:
// caches.ways or more.
func linesAt(distance int) int { return caches.ways * pageBytes >> apart(distance) }

// rowsInL2 returns how many rows of a panel L2 holds a line each of, beside others, if they are this distance apart, in bytes.
func rowsInL2(distance int) int { return caches.slice >> apart(distance) }

// apart returns the logarithm of the distance, up to a page, at which rows share the lines of a cache.
func apart(distance int) int { return bits.TrailingZeros(uint(distance | pageBytes)) }
