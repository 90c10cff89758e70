/*
The published program gets its lessons ready made and never validates them, but its modules define the schemas beside
the types and functions that it does use. A schema is a chain of calls, which a bundler must keep; wrapped in one call
that is marked as pure, a schema that nobody reads is dropped, and zod with the last one.
*/
import {parseAst} from 'rolldown/parseAst';

/** @returns {import('rolldown').Plugin} */
export function pureSchemas() {
	return {
		name: 'pure-schemas',
		transform(code, id) {
			if (!/[\\/]source[\\/].*\.ts$/.test(id) || !code.includes("from 'zod'")) {
				return undefined;
			}
			const values = parseAst(code, {lang: 'ts'})
				.body.flatMap((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
				.flatMap((node) => (node?.type === 'VariableDeclaration' ? node.declarations : []))
				.map(({init}) => init)
				.filter((init) => init?.type === 'CallExpression' || init?.type === 'ObjectExpression');
			return values.reduceRight(
				(text, {start, end}) => `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
				code,
			);
		},
	};
}
