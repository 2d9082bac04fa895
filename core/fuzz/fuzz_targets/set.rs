#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| assumable_fuzz::set(data));
