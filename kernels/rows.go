package kernels

// AddBias sets dst[i,j] = x[i,j] + bias[j].
//
// dst and x are rows*cols, row-major; bias is cols. dst may be x. It panics on
// negative sizes, an overflowing product, or other lengths.
func AddBias[T Float](dst, x, bias []T, rows, cols int) {
	n := checkMatrix("AddBias", rows, cols)
	checkLen("AddBias", "dst", len(dst), "rows*cols", n)
	checkLen("AddBias", "x", len(x), "rows*cols", n)
	checkLen("AddBias", "bias", len(bias), "cols", cols)
	addBias(tableFor[T](), Activation{}, dst, x, bias, rows, cols)
}

// ColumnSums sets dst[j] to the sum over i of x[i,j], added to +0 in the order
// of the rows: the bias gradient of a batch.
//
// x is rows*cols, row-major; dst is cols and must not overlap x. It panics on
// negative sizes, an overflowing product, or other lengths.
func ColumnSums[T Float](dst, x []T, rows, cols int) {
	n := checkMatrix("ColumnSums", rows, cols)
	checkLen("ColumnSums", "dst", len(dst), "cols", cols)
	checkLen("ColumnSums", "x", len(x), "rows*cols", n)
	clear(dst)
	f := tableFor[T]().columnSums
	eachPatch(rows, cols, func(top, bottom, left, right int) {
		f(dst[left:right], x[top*cols+left:], bottom-top, cols)
	})
}

// columnSumsGo adds rows rows of x, stride apart, to dst.
func columnSumsGo[T Float](dst, x []T, rows, stride int) {
	for i := range rows {
		for j, v := range x[i*stride:][:len(dst)] {
			dst[j] += v
		}
	}
}
