/** What docs/authoring.md shows is something that works. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parse} from 'yaml';
import {buildWorld} from '../../source/engine/build-world.js';
import {labSchema} from '../../source/engine/lab.js';

const text = readFileSync(join(import.meta.dirname, '../../docs/authoring.md'), 'utf8');
const labs = [...text.matchAll(/^```yaml\n(machines:[\s\S]*?)^```/gm)].map(([, yaml]) => yaml ?? '');

describe('docs/authoring.md', () => {
	it('shows a lab', () => expect(labs).not.toEqual([]));
	it.each(labs)('shows a lab that can be built: %s', (yaml) => {
		expect(buildWorld(labSchema.parse(parse(yaml)))).toMatchObject({kind: 'built'});
	});
});
