/** A path as the simulation runs it: whole picoseconds, one flat record a worker. */
import {type CostKind, costAt, type Stage} from './cost.js';
import {PS} from './line-rate.js';
import {batchOf, coresOf, type Path, ringOf, type Setup} from './path.js';

/** Times in ps. */
export interface WorkerPlan {
	cores: number;
	ring: number;
	batch: number;
	polls: boolean;
	/** On each packet. */
	fixed: number;
	/** On each packet, one core at a time. */
	exclusive: number;
	/** On a share of the packets: `below` of 2^32. */
	chances: {ps: number; below: number; stage: number}[];
	perBatch: number;
	perInterrupt: number;
	moderation: number;
	sleep: number;
	sleepAfter: number;
}

export interface Plan {
	workers: WorkerPlan[];
	/** Latency of hardware on the whole way. */
	delay: number;
}

/** ps that a stage takes of a packet on which it falls; of a batch, an interrupt or under a lock a share is taken as its mean. */
export function psOf(stage: Stage, length: number): number {
	const mean = (stage.kind === 'packet' || stage.kind === 'copy') && !stage.exclusive ? 1 : stage.share;
	return Math.round(costAt(stage, length) * stage.times * mean * PS);
}

export function planOf(path: Path, setup: Setup): Plan {
	const workers = path.workers.map(({wake, stages}, index): WorkerPlan => {
		const sum = (kinds: readonly CostKind[], take: (stage: Stage) => boolean = () => true): number =>
			stages.filter((stage) => kinds.includes(stage.kind) && take(stage)).reduce((total, stage) => total + psOf(stage, setup.frame), 0);
		const packet: readonly CostKind[] = ['packet', 'copy'];
		const sleeps = stages.filter(({kind}) => kind === 'sleep');
		return {
			cores: coresOf(index, setup),
			ring: ringOf(path, index, setup),
			batch: batchOf(path, index, setup),
			polls: wake === 'poll',
			fixed: sum(packet, (stage) => stage.share === 1 && !stage.exclusive),
			exclusive: sum(packet, (stage) => stage.exclusive === true),
			chances: stages.flatMap((stage, at) =>
				packet.includes(stage.kind) && stage.share < 1 && !stage.exclusive
					? [{ps: psOf(stage, setup.frame), below: Math.round(stage.share * 2 ** 32), stage: at}]
					: [],
			),
			perBatch: sum(['batch']),
			perInterrupt: sum(['interrupt']),
			moderation: sum(['moderation']),
			sleep: sum(['sleep']),
			sleepAfter: Math.min(...sleeps.map(({after = 0}) => after * PS), Number.POSITIVE_INFINITY),
		};
	});
	const delay = path.workers
		.flatMap(({stages}) => stages)
		.filter(({kind}) => kind === 'delay')
		.reduce((total, stage) => total + psOf(stage, setup.frame), 0);
	return {workers, delay};
}
