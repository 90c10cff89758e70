if (parseInt(process.versions.node, 10) < 20) {
	process.stderr.write(`vswitch-lab needs Node 20 or later; this is Node ${process.versions.node}. Get it from https://nodejs.org\n`);
	process.exit(1);
}
