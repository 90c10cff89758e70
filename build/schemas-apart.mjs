/*
 * The screen gets its lessons ready made and never validates them, but the modules that it needs define schemas beside the
 * types and functions that it does use; and a schema is a chain of calls that is made when its module is loaded, which
 * would cost every start 10 ms for zod and all of it. So each such module is parted: its schemas move to a module
 * of their own (the same path with `?schemas`), which only those load who validate: `replay` and `author`.
 */
import {readFileSync} from 'node:fs';
import {parseAst} from 'rolldown/parseAst';

const apart = '?schemas';

/** The top-level constants of a module that are schemas or parts of schemas, in order. */
function schemasOf(code) {
	const found = [];
	const names = new Set();
	for (const node of parseAst(code, {lang: 'ts'}).body) {
		const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
		const [declared] = declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
		const isValue = declared?.init?.type === 'CallExpression' || declared?.init?.type === 'ObjectExpression';
		const text = isValue ? code.slice(declared.init.start, declared.init.end) : '';
		if (/\bz\s*\.|\w[sS]chema\b/.test(text) || [...names].some((name) => new RegExp(`\\b${name}\\b`).test(text))) {
			names.add(declared.id.name);
			found.push({name: declared.id.name, exported: node !== declaration, start: node.start, end: node.end, init: declared.init});
		}
	}
	return found;
}

/** The module without its schemas; whoever asks it for one gets it from the other module. */
function withoutSchemas(code, schemas, path) {
	const rest = schemas.reduceRight((text, {start, end}) => text.slice(0, start) + text.slice(end), code);
	const names = (list) => list.map(({name}) => name).join(', ');
	const from = `from ${JSON.stringify(path + apart)};`;
	return `${rest}\nimport {${names(schemas)}} ${from}\nexport {${names(schemas.filter(({exported}) => exported))}} ${from}\n`;
}

/** The module with all its schemas exported, each made by one call that may be left out. */
function withSchemas(code, schemas) {
	return schemas.reduceRight(
		(text, {name, start, end, init}) =>
			`${text.slice(0, start)}export const ${name} = /* @__PURE__ */ (() => (${text.slice(init.start, init.end)}))();${text.slice(end)}`,
		code,
	);
}

/** @returns {import('rolldown').Plugin} */
export function schemasApart() {
	return {
		name: 'schemas-apart',
		resolveId: (id) => (id.endsWith(apart) ? id : undefined),
		load(id) {
			if (!id.endsWith(apart)) {
				return undefined;
			}
			const code = readFileSync(id.slice(0, -apart.length), 'utf8');
			return {code: withSchemas(code, schemasOf(code)), moduleType: 'ts'};
		},
		transform(code, id) {
			const schemas = /[\\/]source[\\/].*\.ts$/.test(id) && code.includes("from 'zod'") ? schemasOf(code) : [];
			return schemas.length > 0 ? withoutSchemas(code, schemas, id) : undefined;
		},
	};
}
