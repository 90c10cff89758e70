/** A bridge and its controller through random lives: started and stopped, frames in between, in both fail modes, against the real ones. */
import {describe, expect, it} from 'vitest';
import {listRules} from '../../source/engine/flow/flow-tables.js';
import {formatActions} from '../../source/engine/flow/syntax/action-format.js';
import {formatMatch} from '../../source/engine/flow/syntax/match-format.js';
import type {OpenFlowVersion} from '../../source/engine/flow/syntax/protocol.js';
import {type ControlLab, controlLab, reached} from '../engine/openflow/control-lab.js';
import recorded from './openflow/controller-lives.json' with {type: 'json'};

type Event = [time: number, kind: 'frame', from: number, to: number, out: number[]] | [time: number, kind: 'start' | 'stop'];

interface Life {
	failMode: string;
	version: string;
	wide: boolean;
	idleTimeout: number;
	seconds: number;
	events: Event[];
	/** Flows of table 0 whenever they had changed. */
	samples: [time: number, flows: string[]][];
}

const lives = recorded.lives as unknown as Life[];

describe('bridges live with and without controllers as in Open vSwitch 3.1', () => {
	it('has all lives', () => {
		expect(lives).toHaveLength(23);
	});

	for (const [index, life] of lives.entries()) {
		it(`life ${index}: ${life.failMode}, ${life.version}`, () => {
			expect(played(life)).toEqual({
				frames: life.events.filter((event) => event[1] === 'frame').map((event) => [event[0], event[4]]),
				samples: life.samples,
			});
		});
	}
});

function played({failMode, version, wide, idleTimeout, seconds, events}: Life): {frames: unknown[]; samples: Life['samples']} {
	const lab = controlLab({fail_mode: failMode, protocols: version});
	lab.setController();
	const frames: unknown[] = [];
	const samples: Life['samples'] = [];
	const look = (time: number): void => {
		const flows = flowsOf(lab);
		if (JSON.stringify(samples.at(-1)?.[1]) !== JSON.stringify(flows)) samples.push([time, flows]);
	};
	const at = new Map(events.map((event) => [event[0], event]));
	for (let second = 0; second < seconds; second++) {
		const part = (fraction: number): number => Math.round((second + fraction) * 100) / 100;
		const steps: [number, (event: Event | undefined) => void][] = [
			[part(0.3), () => look(part(0.3))],
			[
				part(second % 2 === 0 ? 0.6 : 0.4),
				(event) => {
					if (event?.[1] !== 'frame') return;
					frames.push([event[0], reached(lab, lab.send(event[2], event[3])).map((port) => Number(port.slice(1)))]);
				},
			],
			[part(0.75), (event) => event && lab.stop()],
			[part(0.9), (event) => event && lab.start({wide, idleTimeout, versions: [version as OpenFlowVersion]})],
		];
		for (const [time, act] of steps) {
			lab.waitUntil(time);
			act(at.get(time));
		}
	}
	return {frames, samples};
}

/** As `ovs-appctl bridge/dump-flows` prints them, without counters. */
function flowsOf({bridge}: ControlLab): string[] {
	return listRules(bridge().tables, 0, true)
		.map(
			({match, priority, actions}) =>
				`${formatMatch(match, undefined, priority) || `priority=${priority}`},actions=${formatActions(actions)}`,
		)
		.sort();
}
