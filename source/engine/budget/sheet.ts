/** A budget as it is worked on: paths to compare, what they run on, what comes. Plain data; every edit is a new sheet. */
import {CATALOGUE, type CostId, use} from './catalogue.js';
import type {Stage} from './cost.js';
import {DEFAULT_SETUP, type Path, priced, type Setup, stagesOf, withMore, without, withStage} from './path.js';
import {DEFAULT_TRAFFIC, type Traffic} from './traffic.js';

export interface Sheet {
	paths: Path[];
	setup: Setup;
	traffic: Traffic;
}

export function createSheet(paths: Path[]): Sheet {
	return {paths, setup: DEFAULT_SETUP, traffic: DEFAULT_TRAFFIC};
}

/** The speeds that Ethernet has, in Mb/s. */
export const LINKS = [1000, 2500, 5000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000] as const;

/** `10G`, `2.5G`, `100M` as Mb/s; `undefined` for anything else. */
export function parseLink(text: string): number | undefined {
	const found = /^(\d+(?:\.\d+)?)([MGmg])$/.exec(text);
	if (!found) return undefined;
	const [, digits, unit] = found as unknown as [string, string, string];
	const link = Number(digits) * (unit.toUpperCase() === 'G' ? 1000 : 1);
	return Number.isInteger(link) && link >= 1 && link <= 1_600_000 ? link : undefined;
}

/** Mb/s as `10G` or `100M`. */
export function linkText(link: number): string {
	return link >= 1000 ? `${link / 1000}G` : `${link}M`;
}

export function isCost(id: string): id is CostId {
	return CATALOGUE.some((cost) => cost.id === id);
}

/** The path with a price for every stage of a name; a cost that the path does not have is added to its first worker. `undefined` for a name that there is not. */
export function withPrice(path: Path, id: string, ns: number): Path | undefined {
	const places = stagesOf(path).filter(({stage}) => stage.id === id);
	if (places.length > 0) return places.reduce((changed, {place}) => withStage(changed, place, (stage) => priced(stage, ns)), path);
	return isCost(id) ? withMore(path, 0, priced(use(id), ns)) : undefined;
}

/** The path without the stages of a name; `undefined` when it has none. */
export function withoutCost(path: Path, id: string): Path | undefined {
	const places = stagesOf(path).filter(({stage}) => stage.id === id);
	return places.length === 0 ? undefined : places.reverse().reduce((changed, {place}) => without(changed, place), path);
}

/** A stage that the catalogue does not know. */
export function ownStage(id: string, ns: number): Stage {
	return {id, kind: 'packet', ns, low: ns, high: ns, evidence: 'yours', source: '', times: 1, share: 1};
}
