using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HybridRec.Engine.Listens;

namespace HybridRec.Engine.Storage;

/// <summary>Whose token it is.</summary>
/// <param name="User">The user.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Admin">Whether it may also administrate.</param>
public sealed record TokenOwner(UserId User, string Name, bool Admin);

/// <summary>Access tokens, of which only hashes are kept, and the server's signing key. Thread-safe.</summary>
/// <remarks>
/// A token is 256 random bits, so its plain SHA-256 cannot be reversed by guessing: slow password hashes exist because
/// people choose guessable secrets, and would only slow down every request here. The look-up is by hash, so its timing
/// tells nothing of the token.
/// </remarks>
public sealed class TokenStore
{
    private const int SecretBytes = 32;
    private const string SigningKey = "signing-key";

    private readonly Database _database;
    private readonly TimeProvider _clock;

    internal TokenStore(Database database, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
    }

    /// <summary>Makes a token. A user may have several.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="admin">Whether it may also administrate.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The token, 43 URL-safe characters. It cannot be read again.</returns>
    /// <exception cref="ArgumentException">The user does not exist.</exception>
    public async Task<string> AddAsync(UserId user, bool admin, CancellationToken cancellationToken)
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        await _database.WriteAsync(
            session => session.Execute(
                "INSERT INTO token (hash, listener, admin, created_ms) VALUES (@hash, @user, @admin, @now)",
                new { hash = Hash(token), user = user.Value, admin, now = _clock.GetUtcNow().ToUnixTimeMilliseconds() }),
            cancellationToken);
        return token;
    }

    /// <summary>The owner of a token, or null if it is none.</summary>
    /// <param name="token">As received from a client; any text.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<TokenOwner?> FindAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_database.Read(session => session
            .Query<(long User, string Name, bool Admin)>(
                "SELECT u.id, u.name, t.admin FROM token t JOIN listener u ON u.id = t.listener WHERE t.hash = @hash",
                new { hash = Hash(token) })
            .Select(row => new TokenOwner(new UserId(row.User), row.Name, row.Admin))
            .SingleOrDefault()));
    }

    /// <summary>Makes all tokens of a user invalid.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many there were.</returns>
    public Task<int> RevokeAsync(UserId user, CancellationToken cancellationToken) => _database.WriteAsync(
        session => session.Execute("DELETE FROM token WHERE listener = @user", new { user = user.Value }),
        cancellationToken);

    /// <summary>The server's secret for signing links: 32 random bytes, made once and the same ever after.</summary>
    /// <param name="cancellationToken">Cancels before it is made.</param>
    public Task<byte[]> SigningKeyAsync(CancellationToken cancellationToken) => _database.WriteAsync(
        session =>
        {
            session.Execute(
                "INSERT INTO secret (name, value) VALUES (@SigningKey, @value) ON CONFLICT DO NOTHING",
                new { SigningKey, value = RandomNumberGenerator.GetBytes(SecretBytes) });
            return session.Scalar<byte[]>("SELECT value FROM secret WHERE name = @SigningKey", new { SigningKey })!;
        },
        cancellationToken);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
