using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Finds the conversation that a message belongs to, or makes it. Two first messages at one instant make one.</summary>
internal sealed class ConversationOpening(ConversationEvents events, Jobs jobs)
{
    /// <summary>The conversation between two ends.</summary>
    /// <param name="unit">The unit of work.</param>
    /// <param name="account">The account that the message came or goes through.</param>
    /// <param name="channel">That account's channel.</param>
    /// <param name="dialogId">Which conversation at the provider.</param>
    /// <param name="self">Our end.</param>
    /// <param name="peer">Their end.</param>
    public async Task<Conversation> OpenAsync(Unit unit, Account account, IChannel channel, string dialogId, Address self, Address peer)
    {
        var key = channel.MatchKey(account.Id, dialogId, self, peer);
        return await ConversationQueries.MatchAsync(unit, account.CustomerId, channel.ConversationType, key)
            ?? await CreateAsync(unit, account, channel, key, dialogId, self, peer)
            ?? await ConversationQueries.MatchAsync(unit, account.CustomerId, channel.ConversationType, key)
            ?? throw new InvalidOperationException("a conversation neither was there nor could be made");
    }

    private async Task<Conversation?> CreateAsync(Unit unit, Account account, IChannel channel, string key, string dialogId, Address self, Address peer)
    {
        var conversation = new Conversation
        {
            Id = Ids.New(unit.Now), CustomerId = account.CustomerId, AccountId = account.Id, Type = channel.ConversationType, DialogId = dialogId,
            MatchKey = key, Name = ConversationTitle.Name(channel.Title, peer), Detail = ConversationTitle.Detail(channel.Title), AutoTitle = true,
            Self = Wire.Text(self, ConversationsJson.Wire.Address), Peer = Wire.Text(peer, ConversationsJson.Wire.Address),
            TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never
        };
        var made = await unit.ExecuteAsync($"""
            INSERT INTO conversations ({ConversationQueries.Columns})
            VALUES (@Id, @CustomerId, @AccountId, @Type, @DialogId, @MatchKey, @OwnerId, @Name, @Detail, @AutoTitle, @Self, @Peer, @LastSequence,
                @TmLastMessage, @TmCreate, @TmUpdate, @TmDelete) ON CONFLICT DO NOTHING
            """, conversation);
        if (made == 0)
            return null;
        await events.CreatedAsync(unit, conversation);
        if (channel is IProfiles)
            await jobs.AddAsync(unit, ProfileHandler.JobFor(conversation));
        return conversation;
    }
}
