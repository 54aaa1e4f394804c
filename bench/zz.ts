import { hammer, percentile } from "./load.ts";
let count = 0;
const r = await hammer("http://127.0.0.1:3391", { connections: 48, seconds: 5, status: 202, request: () => {
  const n = String(count++).padStart(8, "0");
  const ip = `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
  const body = JSON.stringify({ email: `person-${n}@example.org`, name: "Zoe Angstrom", cities: ["Berlin", "London"], countries: ["DE", "GB"], careerPaths: ["tech-transformation", "data-analytics"], levels: ["entry", "graduate", "internship"], workModes: ["onsite", "hybrid", "remote"], languages: ["en", "de"], visa: "unknown", cadence: "weekly", timeZone: "Europe/Berlin", consent: true });
  return "POST /signups HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json\r\n" + `User-Agent: bench\r\nX-Forwarded-For: ${ip}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
} });
console.log(r.done / r.seconds, percentile(r.latenciesMs, 0.99));
