import { workflowInfo } from '@temporalio/workflow';

/**
 * The id of a message that this run counts by itself. An order that is opened again, or whose workflow was gone, has a
 * second run that counts anew: without the run its messages would be taken for those of the first.
 */
export const idInRun = (counted: string): string => `${workflowInfo().runId.slice(-12)}-${counted}`;
