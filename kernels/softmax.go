package kernels

import "fmt"

// Softmax sets each row of dst to e^(x - max) / sum of e^(x - max), where max
// is the row's largest element.
//
// dst and x are rows*cols, row-major; dst may be x. Per row: Max, then Exp of
// the rounded difference, then Sum in its 32 lanes, then one division each. A
// row that holds NaN or +Inf gives NaN throughout. It panics on negative sizes, an
// overflowing product, or other lengths.
func Softmax[T Float](dst, x []T, rows, cols int) {
	n := checkMatrix("Softmax", rows, cols)
	checkLen("Softmax", "dst", len(dst), "rows*cols", n)
	checkLen("Softmax", "x", len(x), "rows*cols", n)
	t := tableFor[T]()
	for i := 0; i < n; i += cols {
		_, sum := softmaxNumerators(t, dst[i:i+cols], x[i:i+cols])
		softmaxDivide(t, dst[i:i+cols], sum)
	}
}

// softmaxNumerators sets dst = e^(x - max) and returns max and dst's sum.
func softmaxNumerators[T Float](t *table[T], dst, x []T) (largest, sum T) {
	largest = maxTree(t.max, x)
	each(len(x), func(lo, hi int) { t.expSub(dst[lo:hi], x[lo:hi], largest) })
	return largest, sumTree(t.sum, dst)
}

func softmaxDivide[T Float](t *table[T], dst []T, sum T) {
	each(len(dst), func(lo, hi int) { t.div(dst[lo:hi], dst[lo:hi], sum) })
}

// SoftmaxCrossEntropy returns the mean over the rows of
//
//	-log softmax(x[i])[labels[i]] = log(sum of e^(x[i,j] - max)) - (x[i,label] - max)
//
// and sets dx to its gradient, (softmax(x) - onehot(labels)) / rows.
//
// dx and x are rows*cols, row-major; dx may be x; labels holds one class index
// in [0, cols) per row. The rows' losses are taken and added in float64, in
// order, so logits of any finite size give a finite loss. NaN gives NaN. It
// panics on sizes below 1, an overflowing product, other lengths, or a label
// out of range, before dx is written.
func SoftmaxCrossEntropy[T Float](dx, x []T, labels []int32, rows, cols int) float64 {
	const fn = "SoftmaxCrossEntropy"
	n := checkMatrix(fn, rows, cols)
	if n == 0 {
		panic(fmt.Sprintf("kernels: %s: rows*cols = %d*%d, want at least one row and one class", fn, rows, cols))
	}
	checkLen(fn, "dx", len(dx), "rows*cols", n)
	checkLen(fn, "x", len(x), "rows*cols", n)
	checkLen(fn, "labels", len(labels), "rows", rows)
	for i, c := range labels {
		if c < 0 || int(c) >= cols {
			panic(fmt.Sprintf("kernels: %s: labels[%d] = %d, want at least 0 and below cols = %d", fn, i, c, cols))
		}
	}
	t := tableFor[T]()
	loss := 0.0
	for i, label := range labels {
		row := dx[i*cols : (i+1)*cols]
		logit := x[i*cols+int(label)]
		largest, sum := softmaxNumerators(t, row, x[i*cols:(i+1)*cols])
		loss += log(float64(sum)) - (float64(logit) - float64(largest))
		softmaxDivide(t, row, sum)
		row[label]--
	}
	each(n, func(lo, hi int) { t.div(dx[lo:hi], dx[lo:hi], T(rows)) })
	return loss / float64(rows)
}
