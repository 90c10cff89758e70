/** What a run has shown: numbers beside the formulas that foretell them, and what they come to. */
import {floodedAlone} from './attack-free.js';
import type {FrameCounts} from './counts.js';
import {fabricBytes, progressOf, tablesOf} from './fabric.js';
import {
	breakEvenRacks,
	coreStations,
	fillTime,
	floodCopies,
	hashedEntries,
	holdRate,
	lineRate,
	liveStations,
	unknownShare,
} from './formulas.js';
import type {FabricParameters} from './parameters.js';
import type {FabricRun} from './run-state.js';
import {TIERS, type Tier} from './samples.js';
import {countActive, WARM_UP} from './traffic.js';

interface TierReport {
	tier: Tier;
	/** Switches that are simulated; of the edges of a flat network it is one. */
	switches: number;
	size: number;
	/** Entries at the end: on average, of the emptiest and of the fullest switch. */
	mean: number;
	least: number;
	most: number;
	learned: number;
	evicted: number;
	refused: number;
	expired: number;
}

export const VERDICTS = [
	'hub',
	'fits',
	'fits-overlay',
	'ages',
	'overflows',
	'overflows-quietly',
	'overflows-attacked',
	'attack-worsens',
	'attack-wins',
	'attack-contained',
	'attack-fails',
] as const;
/** What the run comes to. */
export type Verdict = (typeof VERDICTS)[number];

const FORETOLD = ['entries', 'vteps', 'racks', 'flooded', 'flooded-alone', 'copies', 'hashed', 'live', 'fill-time', 'hold-rate'] as const;

/** A formula and what the run says about it; `measured` is `undefined` for what no run can say. */
export interface Foretold {
	what: (typeof FORETOLD)[number];
	expected: number;
	measured: number | undefined;
}

export interface FabricReport {
	parameters: FabricParameters;
	/** Seconds that were played, the warm-up among them, and how much of the run that is, 0 to 1. */
	played: number;
	progress: number;
	stations: number;
	/** Of these, those that ever send. */
	active: number;
	bytes: number;
	bytesPerStation: number;
	tiers: TierReport[];
	counts: FrameCounts;
	/** Of the frames that left their host: flooded by some switch. NaN when there were none. */
	flooded: number;
	/** The same without the attack, by arithmetic; `undefined` where nobody attacks. */
	floodedAlone: number | undefined;
	/** Of the victims' frames: seen by the attacker. */
	sniffed: number;
	/** What each link to a host carries for others: frames a second, bits a second. */
	hostLoad: {frames: number; bits: number};
	/** Most frames a second that a link of 1 Gb/s takes. */
	lineRate: number;
	foretold: Foretold[];
	verdict: Verdict;
}

/** Shares below this are the first frames to stations not heard of yet. */
const FEW = 0.01;

/** The report of a run, ended or not. */
export function reportOf(run: FabricRun): FabricReport {
	const {parameters, topology, counts, time} = run;
	const {hosts, racks, frameBytes} = parameters;
	const measured = Math.max(time - WARM_UP, 0);
	const bytes = fabricBytes(run);
	const active = countActive(parameters, topology);
	const frames = measured === 0 ? 0 : (counts.wasted + counts.attackCopies) / (racks * hosts) / measured;
	const numbers = {
		parameters,
		played: time,
		progress: progressOf(run),
		stations: topology.stations,
		active,
		bytes,
		bytesPerStation: bytes / topology.stations,
		tiers: TIERS.map((tier) => tierReport(run, tier)),
		counts,
		flooded: counts.flooded / (counts.frames - counts.inside),
		floodedAlone: parameters.attack.rate > 0 ? floodedAlone(parameters, topology, active) : undefined,
		sniffed: counts.frames === 0 ? 0 : counts.sniffed / counts.frames,
		hostLoad: {frames, bits: frames * (frameBytes + 20) * 8},
		lineRate: lineRate(1e9, frameBytes),
	};
	return {...numbers, foretold: foretell(run, numbers), verdict: verdictOf(numbers)};
}

function tierReport(run: FabricRun, tier: Tier): TierReport {
	const tables = tablesOf(run, tier);
	const report = {
		tier,
		switches: tables.length,
		size: run.parameters.tables[tier],
		mean: 0,
		least: Number.POSITIVE_INFINITY,
		most: 0,
		learned: 0,
		evicted: 0,
		refused: 0,
		expired: 0,
	};
	for (const table of tables) {
		report.mean += table.count / tables.length;
		report.least = Math.min(report.least, table.count);
		report.most = Math.max(report.most, table.count);
		report.learned += table.learned;
		report.evicted += table.evicted;
		report.refused += table.refused;
		report.expired += table.expired;
	}
	return report;
}

type Numbers = Omit<FabricReport, 'foretold' | 'verdict'>;

/** The formulas that say something about this run. */
function foretell(run: FabricRun, {parameters, tiers, active, flooded, floodedAlone: alone, stations, counts}: Numbers): Foretold[] {
	const {overlay, tables, policy, ways, ageing, rate, seconds, attack, traffic} = parameters;
	const core = tiers.find(({tier}) => tier === 'core');
	const isFlat = overlay === 'none';
	const hears = isFlat ? active : parameters.racks * parameters.hosts;
	const rows: Foretold[] = [{what: isFlat ? 'entries' : 'vteps', expected: coreStations(parameters), measured: core?.most}];
	if (isFlat) rows.push({what: 'racks', expected: breakEvenRacks(tables.core, parameters), measured: undefined});
	const isQuiet = attack.rate === 0;
	if (isFlat && isQuiet && policy === 'first-kept' && traffic !== 'gravity' && seconds < ageing)
		rows.push({what: 'flooded', expected: unknownShare(tables.tor, stations), measured: flooded});
	if (isFlat && policy === 'first-kept' && counts.flooded > 0 && !parameters.pruned) {
		const known = counts.frames - counts.inside - counts.flooded;
		const copies = (counts.hostCopies - known) / counts.flooded;
		rows.push({what: 'copies', expected: floodCopies(parameters.racks * parameters.hosts), measured: copies});
	}
	if (isQuiet && policy === 'evict-by-hash')
		rows.push({what: 'hashed', expected: hashedEntries(hears, tables.core, ways), measured: core?.most});
	if (isFlat && isQuiet && seconds > ageing && parameters.racks === 1) {
		const tor = tiers.find(({tier}) => tier === 'tor');
		rows.push({what: 'live', expected: Math.min(tables.tor, liveStations(active, rate, ageing)), measured: tor?.most});
	}
	if (alone !== undefined) rows.push({what: 'flooded-alone', expected: alone, measured: flooded});
	if (!isQuiet) {
		const filled = run.filled < 0 ? undefined : run.filled - attack.start;
		// With an overlay the invented addresses come no further than to edges.
		const size = isFlat ? tables.tor : tables.edge;
		rows.push({what: 'fill-time', expected: fillTime(size, attack.rate), measured: filled});
		rows.push({what: 'hold-rate', expected: holdRate(size, ageing), measured: attack.rate});
	}
	return rows;
}

function verdictOf({parameters, counts, tiers, flooded, floodedAlone: alone}: Numbers): Verdict {
	const {ageing, attack, overlay} = parameters;
	const isFlooding = flooded >= FEW;
	if (ageing === 0) return 'hub';
	if (attack.rate > 0) {
		const isRead = counts.sniffed > FEW * counts.frames;
		// What overflows by itself is flooded, and read, without any attack.
		if (isRead && alone !== undefined && alone >= FEW) return flooded < 2 * alone ? 'overflows-attacked' : 'attack-worsens';
		if (overlay === 'vxlan' && counts.sniffed > 0) return 'attack-contained';
		return isRead ? 'attack-wins' : 'attack-fails';
	}
	const isFull = tiers.some(({tier, evicted, refused}) => (overlay === 'vxlan' || tier !== 'edge') && evicted + refused > 0);
	if (isFull) return isFlooding ? 'overflows' : 'overflows-quietly';
	if (isFlooding) return 'ages';
	return overlay === 'vxlan' ? 'fits-overlay' : 'fits';
}
