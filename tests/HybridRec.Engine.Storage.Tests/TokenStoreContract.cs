using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

/// <summary>What the token store must do, whatever keeps it. One subclass per implementation.</summary>
public abstract class TokenStoreContract : FolderContract
{
    [Fact]
    public async Task FindAsync_TokensOfTwoUsers_NamesTheirOwners()
    {
        UserId ann = await Data.PlayLog.GetOrAddUserAsync("Ann", Token);
        UserId bob = await Data.PlayLog.GetOrAddUserAsync("Bob", Token);
        string first = await Data.Tokens.AddAsync(ann, admin: false, Token);
        string second = await Data.Tokens.AddAsync(ann, admin: true, Token);
        string third = await Data.Tokens.AddAsync(bob, admin: false, Token);

        Assert.Equal(new TokenOwner(ann, "Ann", false), await Data.Tokens.FindAsync(first, Token));
        Assert.Equal(new TokenOwner(ann, "Ann", true), await Data.Tokens.FindAsync(second, Token));
        Assert.Equal(new TokenOwner(bob, "Bob", false), await Data.Tokens.FindAsync(third, Token));
        Assert.All(new[] { first, second, third }, token => Assert.Matches("^[A-Za-z0-9_-]{43}$", token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("\uD800 \0 é")]
    public async Task FindAsync_NoToken_IsNull(string token)
    {
        Assert.Null(await Data.Tokens.FindAsync(token, Token));
    }

    [Fact]
    public async Task FindAsync_TokenInAnotherCaseOrPadded_IsNull()
    {
        UserId ann = await Data.PlayLog.GetOrAddUserAsync("Ann", Token);
        string token = await Data.Tokens.AddAsync(ann, false, Token);

        Assert.Null(await Data.Tokens.FindAsync(token.ToUpperInvariant(), Token));
        Assert.Null(await Data.Tokens.FindAsync(token + " ", Token));
    }

    [Fact]
    public async Task RevokeAsync_User_InvalidatesAllTheirTokensAndNoOthers()
    {
        UserId ann = await Data.PlayLog.GetOrAddUserAsync("Ann", Token);
        UserId bob = await Data.PlayLog.GetOrAddUserAsync("Bob", Token);
        string first = await Data.Tokens.AddAsync(ann, false, Token);
        string second = await Data.Tokens.AddAsync(ann, true, Token);
        string other = await Data.Tokens.AddAsync(bob, false, Token);

        Assert.Equal(2, await Data.Tokens.RevokeAsync(ann, Token));

        Assert.Null(await Data.Tokens.FindAsync(first, Token));
        Assert.Null(await Data.Tokens.FindAsync(second, Token));
        Assert.NotNull(await Data.Tokens.FindAsync(other, Token));
        Assert.Equal(0, await Data.Tokens.RevokeAsync(ann, Token));
    }

    [Fact]
    public async Task AddAsync_UserThatDoesNotExist_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Data.Tokens.AddAsync(new UserId(77), false, Token));
    }

    [Fact]
    public async Task SigningKeyAsync_AskedAgainAndElsewhere_IsTheSame32Bytes()
    {
        byte[] key = await Data.Tokens.SigningKeyAsync(Token);
        await using DataFolder other = await OpenAsync();

        Assert.Equal(32, key.Length);
        Assert.Equal(key, await Data.Tokens.SigningKeyAsync(Token));
        Assert.Equal(key, await other.Tokens.SigningKeyAsync(Token));
    }
}
