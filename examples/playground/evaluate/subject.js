// Who the job is.

import { readJob, readSettings, readSubject, repositoryOf } from "./job.js";

export function evaluateSubject(input, attempt) {
  const job = readJob(input, attempt);
  const settings = readSettings(input, attempt);
  if (!job || !settings) return { resolved: settings?.resolved };
  const subject = readSubject(input, job, settings, attempt);
  return { resolved: settings.resolved, token: job.token, repository: repositoryOf(job, subject), subject };
}
