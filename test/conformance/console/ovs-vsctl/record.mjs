/** Records what the real `ovs-vsctl` answers: `node test/conformance/console/ovs-vsctl/record.mjs [SCRIPT]` */
import {spawnSync} from 'node:child_process';
import {recordScripts, withOvs} from '../temporary-ovs.mjs';

recordScripts(new URL('.', import.meta.url), process.argv[2], (lines) =>
	withOvs(lines.some((line) => line.includes('only devices of type system')) ? 'system' : 'override', (type) =>
		lines
			.filter((line) => !line.startsWith('#'))
			.map((line) => {
				// The daemon writes its status some time after it is done.
				if (/ (?:get|list) /.test(line)) spawnSync('sleep', ['0.1']);
				return type(line);
			}),
	),
);
