//! `assumable-wasm-generator IN.wasm OUT-FOLDER NAME`: wasm-bindgen's generator as a library, so that the lockfile
//! holds its version in step with the crate's and no installed tool can differ.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, name] = arguments.as_slice() else {
        eprintln!("usage: assumable-wasm-generator IN.wasm OUT-FOLDER NAME");
        return ExitCode::from(2);
    };
    let mut generator = Bindgen::new();
    generator
        .input_path(input)
        .out_name(name)
        .typescript(false)
        .remove_producers_section(true)
        // A trap leaves the instance unusable; the surface makes a new one with this function.
        .reset_state_function(true);
    let made = generator.web(true).and_then(|generator| generator.generate(output));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
