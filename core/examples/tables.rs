//! Prints the tables of facts as the document that `knowledge::replace` takes: `cargo run -q --example tables`.

fn main() {
    print!("{}", assumable::knowledge::print());
}
