/** The learning switch and the hub against ovs-testcontroller: where frames go, and which flows there are in the end. */
import {describe, expect, it} from 'vitest';
import {listRules} from '../../source/engine/flow/flow-tables.js';
import {formatFlowLine} from '../../source/engine/flow/syntax/flow-format.js';
import type {OpenFlowVersion} from '../../source/engine/flow/syntax/protocol.js';
import type {ControllerOptions} from '../../source/engine/openflow/controller-state.js';
import {controlLab, reached} from '../engine/openflow/control-lab.js';
import recorded from './openflow/controller-flows.json' with {type: 'json'};

interface Case {
	version: string;
	options: {wide?: boolean; application?: string; noFlows?: boolean; idleTimeout?: number};
	out: number[][];
	flows: string[];
}

const cases = recorded.cases as Case[];

function optionsOf({noFlows, ...options}: Case['options']): Partial<ControllerOptions> {
	return {...(options as Partial<ControllerOptions>), ...(noFlows ? {idleTimeout: undefined} : {})};
}

describe('flows and outputs of a controller are those of ovs-testcontroller', () => {
	it('has all cases', () => {
		expect(cases).toHaveLength(20);
	});

	for (const {version, options, out, flows} of cases) {
		it(`${version} ${JSON.stringify(options)}`, () => {
			const lab = controlLab({fail_mode: 'secure', protocols: version});
			lab.setController();
			lab.start({...optionsOf(options), versions: [version as OpenFlowVersion]});
			lab.wait(1);
			for (const [index, {port, bytes}] of recorded.frames.entries()) {
				// What the flows for misses have counted is credited before the next one comes.
				lab.wait(0.04);
				const nodes = lab.sendFrame(port, {bytes: Uint8Array.from(Buffer.from(bytes, 'hex'))});
				expect([index, reached(lab, nodes)]).toEqual([index, out[index]?.map((number) => `p${number}`)]);
			}
			lab.wait(2);
			expect(texts(lab, version as OpenFlowVersion)).toEqual(flows);
		});
	}
});

/** As `ovs-ofctl dump-flows` prints them, without what the time of day decides. */
function texts(lab: ReturnType<typeof controlLab>, version: OpenFlowVersion): string[] {
	return listRules(lab.bridge().tables)
		.map((rule) =>
			formatFlowLine(rule, {now: lab.world.now, version})
				.replaceAll(/ *(?:cookie=0x0|duration=[^,]*|table=0|idle_age=\d+), /g, '')
				.trim(),
		)
		.sort();
}
