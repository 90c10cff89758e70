/** What a schema says about a value, at the place where the mistake is, not where the choice between shapes was made. */
import type * as z from 'zod';

export interface SchemaIssue {
	path: readonly (string | number)[];
	message: string;
}

type Issue = z.core.$ZodIssue;

/**
 * The issues of a parse. Where no shape of several fits, those of the nearest one: the shape that was
 * recognised furthest, which is the one with the deepest mistake.
 */
export function schemaIssues(issues: readonly Issue[]): SchemaIssue[] {
	return issues.flatMap((issue) => {
		const path = issue.path.filter((part) => typeof part !== 'symbol');
		const shapes = issue.code === 'invalid_union' ? issue.errors.map(schemaIssues) : [];
		const [nearest] = shapes.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
		if (!nearest || nearest.length === 0) return [{path, message: issue.message}];
		return nearest.map((inner) => ({path: [...path, ...inner.path], message: inner.message}));
	});
}

/** How many steps down the deepest mistake is. */
function depth(issues: readonly SchemaIssue[]): number {
	return Math.max(0, ...issues.map(({path}) => path.length));
}
