using System.Collections.Concurrent;
using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Finds the conversation that a message belongs to, or makes it. Two first messages at one instant make one.</summary>
internal sealed class ConversationOpening(Db db, ConversationEvents events, Jobs jobs)
{
    private const int MaxKnown = 20_000;

    /// <summary>How old a peer's profile may be when it writes.</summary>
    private static readonly TimeSpan ProfileAge = TimeSpan.FromDays(1);
    private readonly ConcurrentDictionary<(Guid CustomerId, string Type, string Key), string> lanes = new();

    /// <summary>
    /// What units about the conversation between two ends have in common, or null while there is none: known from the first look on, for a
    /// conversation keeps its id. One that is deleted meanwhile is made anew by the unit itself.
    /// </summary>
    public async Task<string?> FindLaneAsync(Account account, IChannel channel, string dialogId, Address self, Address peer)
    {
        var key = (account.CustomerId, channel.ConversationType, channel.MatchKey(account.Id, dialogId, self, peer));
        if (lanes.TryGetValue(key, out var known))
            return known;
        if (await db.ReadAsync(sql => ConversationQueries.MatchAsync(sql, key.CustomerId, key.ConversationType, key.Item3)) is not { } conversation)
            return null;
        if (lanes.Count >= MaxKnown)
            lanes.Clear();
        return lanes[key] = conversation.Lane;
    }

    /// <summary>The conversation between two ends, made if need be, open again if need be, with room for a message that came in.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="account">The account that the message came through.</param>
    /// <param name="channel">That account's channel.</param>
    /// <param name="dialogId">Which conversation at the provider.</param>
    /// <param name="self">Our end.</param>
    /// <param name="peer">Their end.</param>
    /// <param name="written">When the peer wrote the message; null where a machine did, which opens no window.</param>
    /// <param name="last">What a list shows of the message.</param>
    public async Task<Conversation> BumpAsync(Unit unit, Account account, IChannel channel, string dialogId, Address self, Address peer, Timestamp? written, LastMessage last)
    {
        var key = channel.MatchKey(account.Id, dialogId, self, peer);
        var window = channel is IWindowed windowed && written is { } at ? (at < unit.Now ? at : unit.Now) + windowed.Window : default;
        var conversation = await ConversationQueries.BumpAsync(unit, account.CustomerId, channel.ConversationType, key, window, last)
            ?? await ConversationQueries.BumpAsync(unit, account.CustomerId, (await OpenAsync(unit, account, channel, dialogId, self, peer, window)).Id, window, last)
            ?? throw new InvalidOperationException("a conversation neither was there nor could be made");
        if (channel is IProfiles && unit.Now - conversation.TmProfile > ProfileAge)
        {
            ConversationQueries.AskedProfile(unit, conversation);
            jobs.Add(unit, ProfileHandler.JobFor(conversation));
        }
        return conversation.State == Conversation.Open ? conversation
            : await events.UpdatedAsync(unit, conversation, SnoozeEnd.Reopened(conversation), cause: ActivityTypes.ByMessage);
    }

    /// <summary>Writes that a peer came or went, unless later news of it are known. Who went without a conversation gets none.</summary>
    public async Task ContactAsync(Unit unit, Account account, IChannel channel, Inbound.Contact contact)
    {
        var conversation = contact.State == PeerState.Active ? await OpenAsync(unit, account, channel, contact.DialogId, contact.Self, contact.Peer)
            : await ConversationQueries.MatchAsync(unit, account.CustomerId, channel.ConversationType, channel.MatchKey(account.Id, contact.DialogId, contact.Self, contact.Peer));
        if (conversation is null || await ConversationQueries.FindAsync(unit, conversation.CustomerId, conversation.Id) is not { } held || held.TmPeerState > contact.At)
            return;
        var after = held with { PeerState = Conversation.StateWord(contact.State), TmPeerState = contact.At };
        if (after.PeerState != held.PeerState)
            await events.UpdatedAsync(unit, held, after);
        else if (after != held)
            await ConversationQueries.UpdateAsync(unit, after);
    }

    /// <summary>The conversation between two ends.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="account">The account that the message came or goes through.</param>
    /// <param name="channel">That account's channel.</param>
    /// <param name="dialogId">Which conversation at the provider.</param>
    /// <param name="self">Our end.</param>
    /// <param name="peer">Their end.</param>
    /// <param name="window">Until when we may write as we like, where the channel has such a window; nothing where it is closed.</param>
    public async Task<Conversation> OpenAsync(Unit unit, Account account, IChannel channel, string dialogId, Address self, Address peer, Timestamp window = default)
    {
        var key = channel.MatchKey(account.Id, dialogId, self, peer);
        return await ConversationQueries.MatchAsync(unit, account.CustomerId, channel.ConversationType, key)
            ?? await CreateAsync(unit, account, channel, key, dialogId, self, peer, window)
            ?? await ConversationQueries.MatchAsync(unit, account.CustomerId, channel.ConversationType, key)
            ?? throw new InvalidOperationException("a conversation neither was there nor could be made");
    }

    /// <summary>
    /// The conversation with each of several peers, all of them held: in one order for all units, and before anything else that is to be held,
    /// so that no two units each hold what the other wants.
    /// </summary>
    public async Task<List<(Address Peer, Conversation Conversation)>> OpenAllAsync(Unit unit, Account account, IChannel channel, Address self, List<Address> peers)
    {
        var opened = new SortedDictionary<string, Conversation>(StringComparer.Ordinal);
        foreach (var (key, peer) in peers.Select(peer => (Key: Key(peer), peer)).DistinctBy(it => it.Key).OrderBy(it => it.Key, StringComparer.Ordinal))
        {
            opened[key] = await OpenAsync(unit, account, channel, peer.Target, self, peer);
            if (peers.Count > 1 && unit.Lock.Length > 0)
                _ = ConversationQueries.AskHeld(unit, account.CustomerId, channel.ConversationType, key);
        }
        return peers.ConvertAll(peer => (peer, opened[Key(peer)]));

        string Key(Address peer) => channel.MatchKey(account.Id, peer.Target, self, peer);
    }

    /// <summary>Holds the conversations that there are of several messages, in the same order; asked along with what comes next.</summary>
    public static void HoldAll(Unit unit, Account account, IChannel channel, IEnumerable<Inbound.Message> messages)
    {
        var keys = messages.Select(message => channel.MatchKey(account.Id, message.DialogId, message.Self, message.Peer)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (keys.Count > 1 && unit.Lock.Length > 0)
            keys.ForEach(key => _ = ConversationQueries.AskHeld(unit, account.CustomerId, channel.ConversationType, key));
    }

    private async Task<Conversation?> CreateAsync(Unit unit, Account account, IChannel channel, string key, string dialogId, Address self, Address peer, Timestamp window)
    {
        var conversation = new Conversation
        {
            Id = Ids.New(unit.Now), CustomerId = account.CustomerId, AccountId = account.Id, Type = channel.ConversationType, DialogId = dialogId,
            MatchKey = key, Name = ConversationTitle.Name(channel.Title, peer), Detail = ConversationTitle.Detail(channel.Title), AutoTitle = true,
            Self = Wire.Text(self, ConversationsJson.Wire.Address), Peer = Wire.Text(peer, ConversationsJson.Wire.Address),
            TmProfile = unit.Now, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never,
            WindowExpiresAt = channel is not IWindowed ? Timestamp.Never : window == default ? unit.Now : window
        };
        var made = await unit.ExecuteAsync($"""
            INSERT INTO conversations ({ConversationQueries.Columns})
            VALUES (@Id, @CustomerId, @AccountId, @Type, @DialogId, @MatchKey, @OwnerId, @Name, @Detail, @AutoTitle, @Self, @Peer, @LastSequence,
                @TmLastMessage, @TmCreate, @TmUpdate, @TmDelete, @WindowExpiresAt, @PeerState, @TmPeerState, @PeerPicture, @TmProfile, @ReplyToken, @TmReplyToken,
                @State, @SnoozedUntil, @LabelIds, @Unread, @LastSender, @LastText, @LastMedias) ON CONFLICT DO NOTHING
            """, conversation);
        if (made == 0)
            return null;
        await events.CreatedAsync(unit, conversation);
        if (channel is IProfiles)
            jobs.Add(unit, ProfileHandler.JobFor(conversation));
        return conversation;
    }
}
