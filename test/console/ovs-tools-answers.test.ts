/** Every line that the real ovs-appctl, ovs-ofctl and ovs-dpctl 3.1 were asked is asked again here: same text, same exit status. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {type Answer, emptySwitch} from './empty-switch.js';

const folder = new URL('../conformance/console/ovs-tools/', import.meta.url);

/** What the real one makes up, and what only one with dummy devices or without a kernel module says. */
function masked(text: string): string {
	return (
		text
			.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\|\d+\|dpif(?:_netlink)?\|.*\n/gm, '')
			.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'DATE')
			.replace(/duration=[\d.]+s/g, 'duration=T')
			.replace(/idle_age=\d+/g, 'idle_age=T')
			.replace(/^ {2}(?:dpif-dummy|netdev-dummy|time)\/.*\n/gm, '')
			// The file at which the daemon listens was named in the recordings of test/conformance/ovs.
			.replace('ovs-appctl: ovs-vswitchd: server', 'ovs-appctl: /var/run/openvswitch/vswitchd.ctl: server')
	);
}

/** Out of hash tables come flows, ports, and those to which a frame is flooded. */
function ordered(run: string, text: string): string {
	const lines = text.replace(/(?<=^Datapath actions: )[\w,]+$/m, (ports) => ports.split(',').sort().join());
	return /dump-|trace/.test(run) ? lines.split('\n').sort().join('\n') : lines;
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('the answers of %s', (name) => {
	const {answers} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {answers: Answer[]};
	const history = emptySwitch();

	it.each(answers)('$run', ({run, status, stdout, stderr}) => {
		const said = execute(history, {machine: 0, piped: true}, run);
		expect({status: said.status, stdout: ordered(run, masked(said.stdout)), stderr: masked(said.stderr)}).toEqual({
			status,
			stdout: ordered(run, masked(stdout)),
			stderr: masked(stderr),
		});
	});
});
