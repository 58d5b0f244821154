package kernels

// moveBytes bounds what one call copies or transposes: if it has to come from
// beyond the caches, row by row from different pages, it takes some 20 microseconds.
const moveBytes = 128 << 10

// move is copy in calls of limited length. Not inlined: see panel.run.
//
//go:noinline
func (s *gemmSet[T]) move(dst, src []T, rows, cols, ldd, lds int) {
	width := min(cols, moveBytes/sizeOf[T]())
	step := moveBytes / sizeOf[T]() / width
	for i := 0; i < rows; i += step {
		for j := 0; j < cols; j += width {
			s.copy(&dst[i*ldd+j], &src[i*lds+j], min(step, rows-i), min(width, cols-j), ldd, lds)
		}
	}
}

// turn is transpose in calls of limited length, of whole blocks as long as rows are few.
//
//go:noinline
func (s *gemmSet[T]) turn(dst, src []T, rows, cols, ldd, lds int) {
	step := max(16, moveBytes/sizeOf[T]()/rows/16*16)
	for j := 0; j < cols; j += step {
		s.transpose(&dst[j*ldd], &src[j], rows, min(step, cols-j), ldd, lds)
	}
}
