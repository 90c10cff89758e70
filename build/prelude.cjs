// Before anything is required: an old Node fails at the first `require('node:…')`, and the version needs none.
if (parseInt(process.versions.node, 10) < 20) {
	process.stderr.write(`vswitch-lab needs Node 20 or later; this is Node ${process.versions.node}. Get it from https://nodejs.org\n`);
	process.exit(1);
}
if (process.argv.length === 3 && process.argv[2] === '--version') {
	require('node:fs').writeSync(1, '$VERSION\n');
	process.exit(0);
}
