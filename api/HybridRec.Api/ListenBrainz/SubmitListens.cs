using HybridRec.Api.Errors;
using HybridRec.Api.Hosting;
using HybridRec.Api.Security;
using HybridRec.Engine.Catalogue;
using HybridRec.Engine.Listens;

namespace HybridRec.Api.ListenBrainz;

/// <summary><c>POST /1/submit-listens</c>: what a listener's players report.</summary>
internal sealed class SubmitListens(
    IPlayLog playLog, ICatalogue catalogue, PlayingNow playingNow, TimeProvider clock, ILogger<SubmitListens> logger)
{
    private const string Source = "submit-listens";

    /// <summary>Validates a submission and stores it whole or not at all; says "ok" once it is on disk.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    public async Task<IResult> HandleAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(context.Request, SubmissionLimits.RequestBytes, cancellationToken) is not { } body)
        {
            return ErrorAnswer.ListenBrainz(
                StatusCodes.Status413PayloadTooLarge,
                $"The document has more than {SubmissionLimits.RequestBytes} bytes; send fewer listens in one request.");
        }

        try
        {
            UserId user = Caller.Of(context.User)!.User.Id;
            Submission submission = SubmissionReader.Read(body, clock.GetUtcNow());
            if (submission.Type == SubmissionType.PlayingNow)
            {
                playingNow.Set(user, submission.Listens[0]);
            }
            else
            {
                await StoreAsync(user, submission.Listens, cancellationToken);
            }

            return TypedResults.Json(new StatusAnswer("ok"));
        }
        catch (InvalidSubmissionException error)
        {
            return ErrorAnswer.ListenBrainz(StatusCodes.Status400BadRequest, error.Message);
        }
    }

    private async Task StoreAsync(
        UserId user, IReadOnlyList<SubmittedListen> submitted, CancellationToken cancellationToken)
    {
        TrackId[] tracks = await ResolveAsync(submitted, cancellationToken);
        Listen[] listens = [.. submitted.Select((listen, i) => new Listen(user, tracks[i], listen.ListenedAt!.Value)
        {
            DurationPlayed = listen.DurationPlayed,
            Skipped = listen.Skipped,
            Source = Source,
            Metadata = listen.Metadata,
        })];

        IReadOnlyList<IngestOutcome> outcomes = await playLog.AppendAsync(listens, cancellationToken);
        int accepted = outcomes.Count(outcome => outcome == IngestOutcome.Accepted);
        logger.ListensStored(accepted, outcomes.Count - accepted, user.Value);
    }

    private async Task<TrackId[]> ResolveAsync(
        IReadOnlyList<SubmittedListen> submitted, CancellationToken cancellationToken)
    {
        TrackId[] named = [.. submitted.Where(listen => listen.Track is not null).Select(listen => listen.Track!.Value).Distinct()];
        IReadOnlyDictionary<TrackId, Track> known = named.Length == 0
            ? new Dictionary<TrackId, Track>()
            : await catalogue.FindManyAsync(named, cancellationToken);
        for (int i = 0; i < submitted.Count; i++)
        {
            if (submitted[i].Track is { } track && !known.ContainsKey(track))
            {
                throw new InvalidSubmissionException(
                    i, $"additional_info.hybridrec_track_id {track.Value} is not the id of a track of this server");
            }
        }

        // The catalogue comes first: a track without a listen does no harm, a listen without a track would.
        TrackDescription[] described =
            [.. submitted.Where(listen => listen.Track is null).Select(listen => listen.Description)];
        IReadOnlyList<TrackId> resolved = described.Length == 0
            ? []
            : await catalogue.ResolveAsync(described, cancellationToken);
        int next = 0;
        return [.. submitted.Select(listen => listen.Track is { } track ? known[track].Id : resolved[next++])];
    }
}
