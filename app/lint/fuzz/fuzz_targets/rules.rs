#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lint_fuzz::rules(data));
