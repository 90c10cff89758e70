/** The schemas that editors read: made from the same source as the checks, so that they cannot disagree (`npx vitest run -u` writes them). */
import {join} from 'node:path';
import {expect, it} from 'vitest';
import * as z from 'zod';
import {runSchema} from '../../source/console/state/state-schema.js';
import {labSchema} from '../../source/engine/lab.js';
import {lessonSchema} from '../../source/lesson/schema.js';

const folder = join(import.meta.dirname, '../../docs/schemas');

it.each([
	['lesson', lessonSchema],
	['lab', labSchema],
	['run', runSchema],
])('docs/schemas/%s.json is what the program checks', async (name, schema) => {
	const made = z.toJSONSchema(schema, {io: 'input', unrepresentable: 'any', reused: 'ref'});
	await expect(`${JSON.stringify(made, null, '\t')}\n`).toMatchFileSnapshot(join(folder, `${name}.json`));
});
