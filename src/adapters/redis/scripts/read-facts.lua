#!lua flags=no-writes
-- The entries after one that is known, without their records.
--
-- KEYS  1 stream of a segment
-- ARGV  1 id of the known entry   2 its token   3 most entries   4 bytes of records to pass over at most
-- Reply {'more' | 'end' | 'sealed', {{id, {field, value, ...}}, ...}}   'end': nothing after them for now
--       {'absent'}  no such stream  |  {'lost'}  the known entry is not there
local stream, known, token = KEYS[1], ARGV[1], ARGV[2]
local limit, budget = tonumber(ARGV[3]), tonumber(ARGV[4])
local SEAL = '18446744073709551615-18446744073709551615'
local MOST = 64

local first = redis.call('XRANGE', stream, known, known)[1]
if not first then
  if redis.call('EXISTS', stream) == 0 then return { 'absent' } end
  return { 'lost' }
end
local same = false
for i = 1, #first[2], 2 do
  if first[2][i] == 'w' and first[2][i + 1] == token then same = true end
end
if not same then return { 'lost' } end

-- Every entry is copied with its records: as many at a time as the budget has room for, going by those that came so far.
local found, passed, count = {}, 0, 1
while true do
  local page = redis.call('XRANGE', stream, '(' .. known, '+', 'COUNT', count)
  for _, entry in ipairs(page) do
    if entry[1] == SEAL then return { 'sealed', found } end
    if #found == limit or passed >= budget then return { 'more', found } end
    local bare = {}
    for i = 1, #entry[2], 2 do
      if entry[2][i] == 'b' then
        passed = passed + #entry[2][i + 1]
      else
        bare[#bare + 1] = entry[2][i]
        bare[#bare + 1] = entry[2][i + 1]
      end
    end
    found[#found + 1] = { entry[1], bare }
    known = entry[1]
  end
  if #page < count then return { 'end', found } end
  if passed >= budget then return { 'more', found } end
  local room = math.floor((budget - passed) * #found / math.max(passed, 1))
  count = math.max(1, math.min(MOST, 2 * #found, room, limit - #found + 1))
end
