/** In-band control against the real switch: its hidden flows, and frames through them. */
import {describe, expect, it} from 'vitest';
import {listRules} from '../../source/engine/flow/flow-tables.js';
import {formatActions} from '../../source/engine/flow/syntax/action-format.js';
import {formatMatch} from '../../source/engine/flow/syntax/match-format.js';
import {setOf, settings} from '../../source/engine/ovs/configure/configuration.js';
import {rootOf, rowNamed} from '../../source/engine/ovs/database/database.js';
import {type OvsLab, ovsLab} from '../engine/ovs/ovs-lab.js';
import {addFlow, outcomeOf, type Trace, traceFlow} from '../engine/ovs/pipeline.js';
import recorded from './openflow/in-band.json' with {type: 'json'};

type State = keyof typeof recorded.tables;

function lab(): OvsLab {
	const made = ovsLab({
		bridges: {
			br0: {
				ports: {p1: {ofport: 1}, p2: {ofport: 2}, p3: {ofport: 3}},
				columns: {fail_mode: 'secure', other_config: {hwaddr: '02:00:00:00:bb:00'}},
			},
		},
	});
	setControllers(made, ['tcp:10.9.0.9']);
	return made;
}

function setControllers({transact, switchd}: OvsLab, targets: string[], outOfBand: string[] = []): void {
	const uuid = rowNamed(switchd.database, 'Bridge', 'br0')?.uuid as string;
	transact([
		...targets.map((target, index) => ({
			op: 'insert' as const,
			table: 'Controller' as const,
			name: `c${index}`,
			row: {target, ...(outOfBand.includes(target) ? {connection_mode: 'out-of-band'} : {})},
		})),
		{op: 'update', table: 'Bridge', uuid, row: {controller: {set: targets.map((_, index) => ({named: `c${index}`}))}}},
	]);
}

function setManagers({transact, switchd}: OvsLab, targets: string[]): void {
	const {uuid} = rootOf(switchd.database);
	transact([
		...targets.map((target, index) => ({op: 'insert' as const, table: 'Manager' as const, name: `m${index}`, row: {target}})),
		{op: 'update', table: 'Open_vSwitch', uuid, row: {manager_options: {set: targets.map((_, index) => ({named: `m${index}`}))}}},
	]);
}

function flowsOf({bridge}: OvsLab): string[] {
	const names = {numberOf: () => undefined, nameOf: (number: number) => (number === 0xfffe ? 'LOCAL' : undefined)};
	return listRules(bridge().tables, 0, true)
		.map(({match, priority, actions}) => `priority=${priority},${formatMatch(match, names, 32768)},actions=${formatActions(actions)}`)
		.sort();
}

const SEVERAL = ['tcp:10.9.0.9:6633', 'ssl:10.9.0.8', 'unix:/x'];
const disable = ({transact, switchd}: OvsLab): void => {
	const uuid = rowNamed(switchd.database, 'Bridge', 'br0')?.uuid as string;
	transact([
		{op: 'update', table: 'Bridge', uuid, row: {other_config: settings({hwaddr: '02:00:00:00:bb:00', 'disable-in-band': 'true'})}},
	]);
};

/** How the lab comes to each state. */
const STATES: Readonly<Record<State, (made: OvsLab) => void>> = {
	one: () => {},
	several: (made) => setControllers(made, SEVERAL),
	disabled: (made) => {
		setControllers(made, SEVERAL);
		disable(made);
	},
	half: (made) => setControllers(made, SEVERAL, ['tcp:10.9.0.9:6633']),
	manager: (made) => {
		setControllers(made, []);
		setManagers(made, ['tcp:10.8.0.1', 'tcp:127.0.0.1:6640', 'ptcp:6640']);
	},
	none: (made) => {
		STATES.manager(made);
		setManagers(made, []);
	},
};

describe('hidden flows of in-band control', () => {
	for (const [state, flows] of Object.entries(recorded.tables) as [State, string[]][]) {
		it(state, () => {
			const made = lab();
			STATES[state](made);
			expect(flowsOf(made)).toEqual(flows);
		});
	}
});

describe('frames beside in-band control', () => {
	for (const kind of ['bare', 'with'] as const) {
		it(`${kind === 'bare' ? 'without' : 'with'} flows of the table`, () => {
			const made = lab();
			if (kind === 'with') for (const flow of recorded.flows) addFlow(made, 'br0', flow);
			const traces = recorded[kind] as Trace[];
			expect(traces).toHaveLength(30);
			for (const {flow, ...expected} of traces)
				expect({flow, ...outcomeOf(made, flow, traceFlow(made, flow))}).toEqual({flow, ...expected});
		});
	}
});

it('the flows follow the MAC of the bridge', () => {
	const made = lab();
	const uuid = rowNamed(made.switchd.database, 'Bridge', 'br0')?.uuid as string;
	made.transact([{op: 'update', table: 'Bridge', uuid, row: {other_config: settings({hwaddr: '02:00:00:00:cc:00'})}}]);
	const [first, ...others] = flowsOf(made);
	expect(first).toContain('dl_src=02:00:00:00:cc:00');
	expect(others.join()).not.toContain('02:00:00:00:bb:00');
	made.transact([{op: 'update', table: 'Bridge', uuid, row: {controller: setOf()}}]);
	expect(flowsOf(made)).toEqual([]);
});
