#!lua flags=allow-oom
-- Change the committed offsets of a group, if its journal still ends with the entry that the writer folded last, and
-- nothing as new as this change is there.
--
-- The writer's token tells a repeated change (its reply was lost) from somebody else's: what is there was taken, even
-- if the journal went on since. The last entry of a stable group holds its assignments and would be copied to look at
-- its token: the hash names the entry that was looked at last. It goes with the journal, and entries never change.
--
-- KEYS  1 journal   2 committed offsets
-- ARGV  1 id of the journal's last entry   2 its token   3 sequence   4 token of the change
--       5 number of fields to remove   6... these fields, then fields and values to set
-- Reply {'committed'}  |  {'fenced', sequence}  the journal ends elsewhere, or is not there
--       {'superseded', sequence}   both with the sequence of what is there
local journal, offsets = KEYS[1], KEYS[2]
local entry = ARGV[1] .. ' ' .. ARGV[2]
-- Lua does not unpack some 8,000 values; an even number, for pairs.
local AT_ONCE = 5000

local function endsThere(seen)
  if seen == entry then
    return redis.call('EXISTS', journal) == 1
      and #redis.call('XRANGE', journal, '(' .. ARGV[1], '+', 'COUNT', 1) == 0
  end
  local last = redis.call('XREVRANGE', journal, '+', '-', 'COUNT', 1)[1]
  if not last or last[1] ~= ARGV[1] then return false end
  for i = 1, #last[2], 2 do
    if last[2][i] == 'w' then return last[2][i + 1] == ARGV[2] end
  end
  return false
end

local function inPieces(command, from, to)
  for i = from, to, AT_ONCE do
    redis.call(command, offsets, unpack(ARGV, i, math.min(i + AT_ONCE - 1, to)))
  end
end

local newest = redis.call('HMGET', offsets, 'sequence', 'token', 'journal')
if newest[2] == ARGV[4] then return { 'committed' } end
local sequence = newest[1] or '0'
if not endsThere(newest[3]) then return { 'fenced', sequence } end
if tonumber(sequence) >= tonumber(ARGV[3]) then return { 'superseded', sequence } end

local set = 6 + tonumber(ARGV[5])
inPieces('HDEL', 6, set - 1)
inPieces('HSET', set, #ARGV)
redis.call('HSET', offsets, 'sequence', ARGV[3], 'token', ARGV[4], 'journal', entry)
return { 'committed' }
