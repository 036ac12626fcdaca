using System.Text;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage.Tests;

public sealed class TokenStoreTests : IAsyncLifetime
{
    private readonly TemporaryFolder _temporary = new();
    private DataFolder _data = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _data = await DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Token);

    public async ValueTask DisposeAsync()
    {
        await _data.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task FindAsync_TokensOfTwoUsers_NamesTheirOwners()
    {
        UserId ann = await _data.PlayLog.GetOrAddUserAsync("Ann", Token);
        UserId bob = await _data.PlayLog.GetOrAddUserAsync("Bob", Token);
        string first = await _data.Tokens.AddAsync(ann, admin: false, Token);
        string second = await _data.Tokens.AddAsync(ann, admin: true, Token);
        string third = await _data.Tokens.AddAsync(bob, admin: false, Token);

        Assert.Equal(new TokenOwner(ann, "Ann", false), await _data.Tokens.FindAsync(first, Token));
        Assert.Equal(new TokenOwner(ann, "Ann", true), await _data.Tokens.FindAsync(second, Token));
        Assert.Equal(new TokenOwner(bob, "Bob", false), await _data.Tokens.FindAsync(third, Token));
        Assert.All(new[] { first, second, third }, token => Assert.Matches("^[A-Za-z0-9_-]{43}$", token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("\uD800 \0 é")]
    public async Task FindAsync_NoToken_IsNull(string token)
    {
        Assert.Null(await _data.Tokens.FindAsync(token, Token));
    }

    [Fact]
    public async Task FindAsync_TokenInAnotherCaseOrPadded_IsNull()
    {
        UserId ann = await _data.PlayLog.GetOrAddUserAsync("Ann", Token);
        string token = await _data.Tokens.AddAsync(ann, false, Token);

        Assert.Null(await _data.Tokens.FindAsync(token.ToUpperInvariant(), Token));
        Assert.Null(await _data.Tokens.FindAsync(token + " ", Token));
    }

    [Fact]
    public async Task RevokeAsync_User_InvalidatesAllTheirTokensAndNoOthers()
    {
        UserId ann = await _data.PlayLog.GetOrAddUserAsync("Ann", Token);
        UserId bob = await _data.PlayLog.GetOrAddUserAsync("Bob", Token);
        string first = await _data.Tokens.AddAsync(ann, false, Token);
        string second = await _data.Tokens.AddAsync(ann, true, Token);
        string other = await _data.Tokens.AddAsync(bob, false, Token);

        Assert.Equal(2, await _data.Tokens.RevokeAsync(ann, Token));

        Assert.Null(await _data.Tokens.FindAsync(first, Token));
        Assert.Null(await _data.Tokens.FindAsync(second, Token));
        Assert.NotNull(await _data.Tokens.FindAsync(other, Token));
        Assert.Equal(0, await _data.Tokens.RevokeAsync(ann, Token));
    }

    [Fact]
    public async Task AddAsync_UserThatDoesNotExist_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _data.Tokens.AddAsync(new UserId(77), false, Token));
    }

    [Fact]
    public async Task AddAsync_Token_IsNowhereOnDisk()
    {
        UserId ann = await _data.PlayLog.GetOrAddUserAsync("Ann", Token);
        string token = await _data.Tokens.AddAsync(ann, false, Token);
        await _data.DisposeAsync();

        foreach (string file in Directory.EnumerateFiles(_temporary.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                token, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SigningKeyAsync_AskedAgainAndElsewhere_IsTheSame32Bytes()
    {
        byte[] key = await _data.Tokens.SigningKeyAsync(Token);
        await using DataFolder other = await DataFolder.OpenAsync(_temporary.Path, TimeProvider.System, Token);

        Assert.Equal(32, key.Length);
        Assert.Equal(key, await _data.Tokens.SigningKeyAsync(Token));
        Assert.Equal(key, await other.Tokens.SigningKeyAsync(Token));
    }
}
