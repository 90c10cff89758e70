/** Random pipelines against recordings of the real ofproto/trace: the walk, the bits that were looked at, the datapath actions. */
import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {labOf, outcomeOf, type Pipeline, traceFlow} from '../engine/ovs/pipeline.js';

const recording = JSON.parse(readFileSync(new URL('./openflow/trace-pipelines.json', import.meta.url), 'utf8')) as {cases: Pipeline[]};

describe('a frame in a pipeline is translated as the real switch translates it', () => {
	for (const [index, pipeline] of recording.cases.entries()) {
		it(`pipeline ${index}: ${pipeline.version}, ${Object.keys(pipeline.bridges).join(' and ')}, ${pipeline.traces.length} frames`, () => {
			const lab = labOf(pipeline);
			expect(pipeline.traces.length).toBeGreaterThan(0);
			for (const {flow, ...expected} of pipeline.traces)
				expect({flow, ...outcomeOf(lab, flow, traceFlow(lab, flow))}).toEqual({flow, ...expected});
		});
	}
});
