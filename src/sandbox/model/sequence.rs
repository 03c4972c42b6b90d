//! A sequence: a prompt and the answer that it will get, token by token.

use std::sync::Arc;
use std::time::Duration;

use super::blocks::{BlockHash, BlockPool, Held};
use super::units::{BLOCK, Blocks, Tokens};

/// Which sequence, in one engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequenceId(pub u64);

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finish {
    /// The model said all.
    Stop,
    /// It was told to say no more.
    Length,
    /// The client has gone.
    Abort,
}

impl Finish {
    /// As OpenAI's `finish_reason` and the label `finished_reason` of vLLM have it.
    pub fn name(self) -> &'static str {
        match self {
            Finish::Stop => "stop",
            Finish::Length => "length",
            Finish::Abort => "abort",
        }
    }
}

/// What is asked of the engine. The simulator knows the answer beforehand; the engine only lets it come in time.
#[derive(Debug, Clone)]
pub struct Request {
    /// Tokens of the prompt.
    pub prompt: Arc<[u32]>,
    /// Tokens of the answer; at least one.
    pub answer: Arc<[u32]>,
    /// Why the answer ends after its last token.
    pub finish: Finish,
}

/// A request in the engine.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    pub id: SequenceId,
    pub request: Request,
    /// Since the engine began, when the request came.
    pub arrived: Duration,
    /// When it was first taken into the batch.
    pub admitted: Option<Duration>,
    /// When its last token so far came.
    pub last_token: Option<Duration>,
    /// Tokens of the answer so far.
    pub produced: Tokens,
    /// Tokens whose keys and values are in the cache.
    pub computed: Tokens,
    /// Tokens of the prompt that were found in the cache when it was first admitted.
    pub found: Tokens,
    /// Tokens that the step under way computes.
    pub scheduled: Tokens,
    pub held: Vec<Held>,
    /// Blocks, from the first on, that were named or found to have a twin that is kept already.
    named: usize,
    hashes: Vec<BlockHash>,
}

impl Sequence {
    pub fn new(id: SequenceId, request: Request, arrived: Duration) -> Self {
        Self {
            id,
            request,
            arrived,
            admitted: None,
            last_token: None,
            produced: Tokens(0),
            computed: Tokens(0),
            found: Tokens(0),
            scheduled: Tokens(0),
            held: Vec::new(),
            named: 0,
            hashes: Vec::new(),
        }
    }

    pub fn prompt(&self) -> Tokens {
        Tokens(u32::try_from(self.request.prompt.len()).unwrap_or(u32::MAX))
    }

    pub fn answer(&self) -> Tokens {
        Tokens(u32::try_from(self.request.answer.len()).unwrap_or(u32::MAX))
    }

    /// Prompt and answer so far.
    pub fn tokens(&self) -> Tokens {
        self.prompt() + self.produced
    }

    /// Tokens that are still to be computed before the next one comes.
    pub fn to_compute(&self) -> Tokens {
        self.tokens() - self.computed
    }

    /// Blocks that it lacks to hold this many tokens.
    pub fn lacks(&self, tokens: Tokens) -> Blocks {
        tokens.blocks() - Blocks(u32::try_from(self.held.len()).unwrap_or(u32::MAX))
    }

    /// Holds kept blocks: what they hold need not be computed.
    pub fn share(&mut self, kept: &[BlockHash], pool: &mut BlockPool) {
        pool.share(kept);
        self.held.extend(kept.iter().map(|hash| Held::Named(*hash)));
        self.named = self.held.len();
        self.computed = Blocks(u32::try_from(kept.len()).unwrap_or(u32::MAX)).tokens();
        // What was found after a preemption is nothing that the client had saved.
        if self.admitted.is_none() {
            self.found = self.computed;
        }
    }

    /// Takes blocks for this many tokens; `false` and nothing taken if there are not enough.
    pub fn reserve(&mut self, tokens: Tokens, pool: &mut BlockPool) -> bool {
        let lacks = self.lacks(tokens);
        let taken = pool.take(lacks);
        if taken {
            self.held.extend((0..lacks.0).map(|_| Held::Own));
        }
        taken
    }

    /// Names the blocks that are full once this many tokens are computed. Each is looked at once.
    pub fn name_blocks(&mut self, tokens: Tokens, pool: &mut BlockPool) {
        let full = (tokens.full_blocks().0 as usize).min(self.held.len());
        if !pool.is_caching() {
            return;
        }
        for block in self.named..full {
            let hash = self.hash(block);
            self.held[block] = pool.name(hash);
        }
        self.named = self.named.max(full);
    }

    /// Names of the full blocks that may be found in the cache. At least one token is always computed.
    pub fn sought(&mut self) -> Vec<BlockHash> {
        let full = (self.tokens() - Tokens(1)).full_blocks().0 as usize;
        (0..full).map(|block| self.hash(block)).collect()
    }

    fn hash(&mut self, block: usize) -> BlockHash {
        let size = BLOCK.0 as usize;
        while self.hashes.len() <= block {
            let start = self.hashes.len() * size;
            let tokens = (start..start + size).map(|place| self.token(place));
            let hash = BlockHash::chain(self.hashes.last().copied(), tokens);
            self.hashes.push(hash);
        }
        self.hashes[block]
    }

    fn token(&self, place: usize) -> u32 {
        let prompt = &self.request.prompt;
        let token = prompt.get(place).or_else(|| self.request.answer.get(place - prompt.len()));
        token.copied().unwrap_or_default()
    }

    /// Gives all blocks back; what was computed is lost, unless it is found in the cache again.
    pub fn release(&mut self, pool: &mut BlockPool) {
        pool.release(&self.held);
        self.held.clear();
        self.named = 0;
        (self.computed, self.scheduled) = (Tokens(0), Tokens(0));
    }
}
