/** Every line that the real ovs-vsctl 3.1 was asked is asked again here: same text, same exit status. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {type Answer, emptySwitch} from './empty-switch.js';

const folder = new URL('../conformance/console/ovs-vsctl/', import.meta.url);

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What the real one makes up, the clock, and what depends on the machine that recorded. */
function masked(text: string): string {
	return (
		text
			.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
			.replace(UUID, 'UUID')
			.replace(/"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}"/g, 'MAC')
			.replace(/^(_uuid +: ).*|^(statistics +: ).*/gm, '$1$2…')
			.replace(/ovs_version: .*|"[0-9a-f]{16}"/g, '…')
			// The daemon writes it some time after it is done.
			.replace(/"No usable peer .* datapath\."/g, '[]')
			.replaceAll('/var/run/openvswitch', '/var/log/openvswitch')
			// Of two rows with the same name the one with the larger UUID is called the first.
			.replace(/(First row, with UUID UUID, )(.*?\.)( {2}Second row, with UUID UUID, )(.*?\.)(?=")/g, (_, first, a, second, b) =>
				[first, ...[a, b].sort(), second].join(''),
			)
	);
}

/** Rows of a listing come in the order of random UUIDs; what `show` prints under one heading, too. */
function ordered(run: string, stdout: string): string {
	if (/\bshow\b/.test(run))
		return stdout
			.split(/\\n|\n/)
			.sort()
			.join('\n');
	if (!/ (?:find|list) /.test(run)) return stdout;
	const gap = /-f (?:table|csv|html)/.test(run) ? '\n' : '\n\n';
	return stdout.trimEnd().split(gap).sort().join(gap);
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.json')))('the answers of %s', (name) => {
	const {answers} = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {answers: Answer[]};
	const history = emptySwitch();

	it.each(answers)('$run', ({run, status, stdout, stderr}) => {
		const said = execute(history, {machine: 0}, run);
		expect({status: said.status, stdout: ordered(run, masked(said.stdout)), stderr: masked(said.stderr)}).toEqual({
			status,
			stdout: ordered(run, masked(stdout)),
			stderr: masked(stderr),
		});
	});
});
