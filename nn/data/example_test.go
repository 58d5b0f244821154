package data_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/lockstep-go/lockstep/nn/data"
)

func Example() {
	all, err := data.Glyphs(1000, 1)
	if err != nil {
		log.Fatal(err)
	}
	train, test, err := all.Split(0.8, 1)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := data.Standardize(train, test); err != nil {
		log.Fatal(err)
	}
	rows := 0
	for batch, err := range train.Batch(128, data.Shuffle(1)).Batches(0) {
		if err != nil {
			log.Fatal(err)
		}
		rows += batch.Rows
	}
	fmt.Println(rows, "rows of", train.In, "for training,", test.Rows(), "for the test")
	// Output: 800 rows of 256 for training, 200 for the test
}

// A test file gets the inputs of its training file through the schema, and a
// fault comes with its place.
func ExampleReadCSV() {
	train, err := data.ReadCSV(strings.NewReader("size,colour,kind\n3,red,apple\n2,green,grape\n?,red,apple\n"), "fruit.csv", data.CSVOptions{Label: "kind"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(train.Features, train.Names, train.X)
	_, err = data.ReadCSV(strings.NewReader("4,blue,apple\n"), "more.csv", data.CSVOptions{Schema: train.Schema})
	fmt.Println(err)
	// Output:
	// [size colour=green colour=red] [apple grape] [3 0 1 2 1 0 2.5 0 1]
	// data: more.csv: line 1, column 2 (colour): expected one of 2 known categories ("green", "red"), found "blue"
}
