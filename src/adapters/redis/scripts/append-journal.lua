#!lua flags=allow-oom
-- Append events to a journal, if it still ends with the entry that the writer folded last.
--
-- The writer's token tells a repeated append (its reply was lost) from somebody else's.
--
-- KEYS  1 journal
-- ARGV  1 id of the last entry, or empty to found the journal   2 its token
--       3 id of the new entry   4 its token   5 events (JSON)
-- Reply {'appended'}  |  {'absent'}  |  {'taken'}
--       {'passed'}  taken, and what stood at the new entry's id has given way to a snapshot: nobody can tell whose it was
local journal, expected = KEYS[1], ARGV[1]

local function token(entry)
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'w' then return entry[2][i + 1] end
  end
end

local last = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
if not last and expected ~= '' then return { 'absent' } end
if last then
  local own = redis.call('XRANGE', journal, ARGV[3], ARGV[3])[1]
  if own and token(own) == ARGV[4] then return { 'appended' } end
  if last[1] ~= expected or token(last) ~= ARGV[2] then
    local first = redis.call('XRANGE', journal, '-', '+', 'COUNT', 1)[1]
    if not own and tonumber(first[1]:match('^%d+')) > tonumber(ARGV[3]:match('^%d+')) then return { 'passed' } end
    return { 'taken' }
  end
end

redis.call('XADD', journal, ARGV[3], 'v', '1', 'w', ARGV[4], 'e', ARGV[5])
return { 'appended' }
