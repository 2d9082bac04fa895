import { action } from "./action.js";

process.exitCode = await action(process.env, (text) => process.stdout.write(text));
