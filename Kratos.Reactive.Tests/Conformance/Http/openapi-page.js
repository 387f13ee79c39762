'use strict';
// node openapi-page.js URL SCREENSHOT: the page of a description in Chromium. What it shows, and asks for, is written as JSON.
const path = require('node:path');
const { createRequire } = require('node:module');

const root = path.resolve(__dirname, '../../..');
const { chromium } = createRequire(path.join(root, '.cache/npm/load.js'))('playwright-core');
const [url, screenshot] = process.argv.slice(2);

(async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  const faults = [];
  const asked = [];
  page.on('pageerror', (error) => faults.push(`${error}`));
  page.on('console', (said) => { if (said.type() === 'error') faults.push(said.text()); });
  page.on('request', (request) => { if (!request.url().startsWith('data:')) asked.push(request.url().replace(new URL(url).origin, '')); });
  await page.goto(url);
  const operations = page.locator('section:not(:last-child) details');
  await operations.first().waitFor();
  const names = () => operations.filter({ visible: true }).locator('summary').evaluateAll((all) => all.map((one) => one.querySelector('b').textContent + one.querySelector('code').textContent));
  const all = await names();
  await operations.first().locator('summary').click();
  const opened = await operations.first().innerText();
  await page.screenshot({ path: screenshot });
  await page.locator('#find').fill('talk');
  console.log(JSON.stringify({ title: await page.title(), operations: all, opened, found: await names(), asked, faults }));
  await browser.close();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
