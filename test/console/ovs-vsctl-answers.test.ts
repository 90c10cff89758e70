/** Every line that the real ovs-vsctl 3.1 was asked is asked again here: same text, same exit status. */
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {execute} from '../../source/console/console.js';
import {createHistory, type History} from '../../source/engine/history.js';
import {createVswitchd} from '../../source/engine/ovs/configure/create-vswitchd.js';
import {createStack} from '../../source/engine/stack/stack-state.js';
import {createWorld} from '../../source/engine/world.js';

interface Answer {
	run: string;
	status: number;
	stdout: string;
	stderr: string;
}

const folder = new URL('../conformance/console/ovs-vsctl/', import.meta.url);

/** A host with Open vSwitch as it was recorded: 3.1, dummy devices, nothing configured. */
function emptySwitch(): History {
	const world = createWorld();
	const stack = createStack();
	const vswitchd = createVswitchd(world, {release: 301, datapathOverride: 'netdev'});
	world.machines.push({id: 0, name: 'host', role: 'host', devices: [], nextIfindex: 2, stack, vswitchd});
	return createHistory(world);
}

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
