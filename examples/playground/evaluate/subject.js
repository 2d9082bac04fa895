// Who the job is.

import { readJob, readSettings, readSubject } from "./job.js";

export function evaluateSubject(input, attempt) {
  const job = readJob(input, attempt);
  const settings = readSettings(input, attempt);
  if (!job || !settings) return { resolved: settings?.resolved };
  return { resolved: settings.resolved, token: job.token, subject: readSubject(input, job, settings, attempt) };
}
