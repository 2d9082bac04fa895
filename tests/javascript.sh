# The suites of Node, wasm and Chromium; sourced by tests/run. Each function works from the root of the repository.

# Installs into a folder's own node_modules what its lockfile says, unless it is there already.
javascript_packages() {
    cmp -s "$1/package-lock.json" "$1/node_modules/.installed" && return
    npm ci --prefix "$1" --no-audit --no-fund --loglevel=error
    cp "$1/package-lock.json" "$1/node_modules/.installed"
}

javascript_install() {
    local folder
    for folder in bindings-node bindings-wasm tests examples/node-ci examples/playground; do javascript_packages "$folder"; done
    if [[ ! -x ${CHROMIUM:-/usr/bin/chromium} ]]; then
        { apt-get update && apt-get install -y --no-install-recommends chromium; } >&2
    fi
}

# The packages as they are shipped, and beside them, in the target folder, the builds that can panic.
javascript_build() {
    local root=${CARGO_TARGET_DIR:-$PWD/target}
    mkdir -p "$root/planted"
    RUSTC_WORKSPACE_WRAPPER=$PWD/tests/planted-panic cargo build --quiet --locked -p assumable-node
    cp "$root/debug/$(cd "$root/debug" && ls | grep -m1 -E '^(lib)?assumable_node\.(so|dylib|dll)$')" "$root/planted/assumable.node"
    bindings-wasm/build --planted-panic "$root/planted/wasm"
    npm run --silent --prefix bindings-node build
    bindings-wasm/build
    examples/node-ci/build
}

# These need the answers that the Rust runner leaves.
javascript_node() {
    cd tests
    node --test --test-reporter=spec node/*.test.js ../examples/node-ci/test/*.test.js
}

javascript_wasm() {
    cd tests
    ASSUMABLE_SURFACE=wasm node --test --test-reporter=spec node/{vectors,encoder,handles,workers}.test.js wasm/*.test.js
}

javascript_chromium() {
    cd tests
    node --test --test-reporter=spec browser/*.test.js
}
