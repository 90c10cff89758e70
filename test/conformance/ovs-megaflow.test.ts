/** Which bits of a frame an answer depends on, against the table of the real ofproto/trace. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {formatMatch} from '../../source/engine/flow/syntax/match-format.js';
import {type OvsLab, ovsLab} from '../engine/ovs/ovs-lab.js';
import {actionsText, addFlow, keyOf, traceFlow} from '../engine/ovs/pipeline.js';

interface Case {
	name: string;
	openflow_rules: string[];
	setup: string;
	results: {flow: string; megaflow: string; datapath_actions: string}[];
}

const {cases} = JSON.parse(readFileSync(new URL('./rules/ovs-megaflow.json', import.meta.url), 'utf8')) as {cases: Case[]};

/** The switch of a case: its `setup` is a command of ovs-vsctl. */
function labOf({openflow_rules: flows, setup}: Case): OvsLab {
	const hasMirror = setup.includes('create mirror');
	const lab = ovsLab({
		bridges: {
			br0: {
				ports: {p1: {}, p2: {}, ...(hasMirror ? {p3: {}} : {})},
				columns: {
					fail_mode: 'secure',
					...(setup.includes('stp_enable') ? {stp_enable: true} : {}),
					...(setup.includes('mcast_snooping_enable') ? {mcast_snooping_enable: true} : {}),
				},
			},
		},
	});
	const bridge = lab.bridge();
	if (setup.includes('create netflow')) bridge.exports.netflow = {targets: ['127.0.0.1:5566']};
	if (hasMirror) {
		const selectVlan = new Uint32Array(128);
		selectVlan[0] = 1 << 11;
		bridge.mirrors.push({
			name: 'm',
			selectAll: true,
			selectSrc: [],
			selectDst: [],
			selectVlan,
			outputPort: 'p3',
			outputVlan: undefined,
			snaplen: 0,
			packets: 0,
			bytes: 0,
		});
	}
	for (const flow of flows) addFlow(lab, 'br0', flow);
	return lab;
}

describe('the mask of an answer agrees with the table', () => {
	for (const entry of cases) {
		it(entry.name, () => {
			const lab = labOf(entry);
			expect(entry.results.length).toBeGreaterThan(0);
			for (const {flow, megaflow, datapath_actions: actions} of entry.results) {
				const answer = traceFlow(lab, flow);
				const key = keyOf(lab, flow).map((word, at) => word & (answer.mask[at] as number));
				expect({flow, megaflow: formatMatch({key, mask: answer.mask})}).toEqual({flow, megaflow});
				const named = actions.replace(/(?<=^|,)\d+(?=,|$)/g, (port) => (port === '100' ? 'br0' : `p${port}`));
				expect({flow, actions: actionsText(lab, answer.actions)}).toEqual({flow, actions: named});
			}
		});
	}
});
